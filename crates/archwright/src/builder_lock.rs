//! One builder, several runs: those that build share it, one that makes it anew has it alone.
//!
//! The lock is a file in the user's cache folder, because buildx's builders are the user's: every project goes by the same one.

use crate::{StepError, World, progress::Event, runner::Runner};
use archwright_model::{ExitKind, project::BuilderName};
use archwright_plan::StepId;
use camino::Utf8PathBuf;
use rustix::process::{Pid, test_kill_process};
use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write as _},
    process, thread,
    time::Duration,
};

/// How a builder is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hold {
    /// For building, beside others.
    Shared,
    /// Alone, to make or remove it.
    Alone,
}

/// A builder's lock file, and the locks in it for as long as this lives.
#[derive(Debug)]
pub(crate) struct BuilderLock {
    file: File,
    path: Utf8PathBuf,
}

impl BuilderLock {
    /// The lock of a builder, not yet held.
    pub(crate) fn open(name: &BuilderName, runner: &Runner) -> Result<Self, StepError> {
        let dir = runner.environment().cache_dir().ok_or_else(|| {
            StepError::new(ExitKind::Machine, format!("there is no place for the lock of builder `{name}`"))
                .hint("set HOME or XDG_CACHE_HOME: projects that share a builder tell each other there")
        })?;
        // buildx takes names in lower case.
        let path = dir.join("archwright/builders").join(format!("{}.lock", name.as_str().to_lowercase()));
        let open = || {
            fs::create_dir_all(path.parent().unwrap_or(&dir))?;
            OpenOptions::new().create(true).read(true).append(true).open(&path)
        };
        match open() {
            Ok(file) => Ok(Self { file, path }),
            Err(error) => Err(StepError::file(&path, &error).hint(
                "make the folder writable, or name another with XDG_CACHE_HOME: projects that share a builder tell each other there",
            )),
        }
    }

    /// Takes the lock, in place of what is held of it; waits for those in the way, says for whom, and ends with Ctrl-C.
    ///
    /// From one kind to the other somebody else may come first: what was seen before has to be looked at again.
    pub(crate) fn take(&self, hold: Hold, id: &StepId, world: &World) -> Result<(), StepError> {
        self.wait(hold, id, world)?.map_err(|error| {
            StepError::file(&self.path, &error).hint("if its folder is on a file system without locks, name another with XDG_CACHE_HOME")
        })
    }

    /// An outer error is an interruption.
    fn wait(&self, hold: Hold, id: &StepId, world: &World) -> Result<io::Result<()>, StepError> {
        if let Err(error) = self.forget_the_gone() {
            return Ok(Err(error));
        }
        let mut tries = 0;
        loop {
            let taken = match hold {
                Hold::Shared => self.file.try_lock_shared(),
                Hold::Alone => self.file.try_lock(),
            };
            match taken {
                // One write, which is whole beside those of others.
                Ok(()) => return Ok((&self.file).write_all(format!("{} {}\n", process::id(), world.project().root).as_bytes())),
                Err(TryLockError::Error(error)) => return Ok(Err(error)),
                Err(TryLockError::WouldBlock) if world.runner().interrupt().is_raised() => {
                    return Err(StepError::interrupted());
                }
                Err(TryLockError::WouldBlock) => {
                    // Who only looked in is gone by the second time.
                    tries += 1;
                    if tries == 2 {
                        world.reporter().event(&Event::Line { step: id, text: &self.waiting(hold) });
                    }
                    thread::sleep(Duration::from_millis(100));
                }
            }
        }
    }

    /// If nobody else is here, nobody who signed is.
    fn forget_the_gone(&self) -> io::Result<()> {
        self.file.unlock()?;
        match self.file.try_lock() {
            Ok(()) => {
                self.file.set_len(0)?;
                self.file.unlock()
            }
            Err(TryLockError::WouldBlock) => Ok(()),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// For whom a run waits, and why.
    fn waiting(&self, hold: Hold) -> String {
        let signed = fs::read_to_string(&self.path).unwrap_or_default();
        let mut holders: Vec<_> = signed.lines().filter_map(holder).collect();
        holders.sort();
        holders.dedup();
        let whom = if holders.is_empty() { "another run".into() } else { holders.join(", ") };
        match hold {
            Hold::Shared => format!("waiting for the builder, which is being made: {whom}"),
            Hold::Alone => format!("waiting for the builder, which is in use: {whom}"),
        }
    }
}

/// A line of the file, if that process lives and is another.
fn holder(line: &str) -> Option<String> {
    let (pid, root) = line.split_once(' ')?;
    let pid: i32 = pid.parse().ok().filter(|pid| u32::try_from(*pid) != Ok(process::id()))?;
    test_kill_process(Pid::from_raw(pid)?).ok()?;
    Some(format!("{root} (process {pid})"))
}
