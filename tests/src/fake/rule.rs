//! What a test asks a fake to do instead of, or before, its part.

use crate::process;
use anyhow::{Context as _, Result};
use camino::Utf8Path;
use serde::{Deserialize, Serialize};
use std::{
    fs,
    io::Write as _,
    sync::{Arc, atomic::AtomicBool},
    thread,
    time::Duration,
};

/// The first rule whose `call` begins a call is applied to it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rule {
    /// Program and first arguments: `docker buildx bake`.
    pub call: String,
    /// Said on stdout.
    pub stdout: String,
    /// Said on stderr.
    pub stderr: String,
    /// So many bytes on each of the two, in lines.
    pub noise: usize,
    /// Left behind, with or without our pipes.
    pub grandchild: Option<Grandchild>,
    /// Says its arguments and environment on both, each in pieces.
    pub echo: bool,
    /// SIGTERM has no effect.
    pub ignore_term: bool,
    /// So long nothing happens.
    pub sleep: u64,
    /// Ends with that number; without it the fake goes on and plays its part.
    pub exit: Option<u8>,
}

/// A process that a fake leaves behind for a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grandchild {
    /// It holds the pipes of its parent.
    HoldsPipes,
    /// It has none of them.
    Quiet,
    /// It holds the pipes, in a process group of its own.
    OtherGroup,
}

impl Grandchild {
    const ARGUMENT: &str = "--linger-as-a-grandchild";

    /// Whether this process is to be one.
    pub(super) fn asked(args: &[String]) -> Option<&str> {
        args.iter().position(|arg| arg == Self::ARGUMENT).and_then(|at| args.get(at + 1)).map(String::as_str)
    }

    fn start(self, me: &Utf8Path) -> Result<()> {
        let pid_file = me.parent().and_then(Utf8Path::parent).context("no sandbox")?.join("tools/grandchild");
        process::leave_behind(me, &[Self::ARGUMENT, pid_file.as_str()], self)?;
        // The test looks for it by this file.
        while !pid_file.exists() {
            thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }
}

/// A grandchild's life: it writes down who it is, and waits.
pub(super) fn linger(pid_file: &str) -> Result<u8> {
    let file = Utf8Path::new(pid_file);
    fs::write(file.with_extension("new"), std::process::id().to_string())?;
    fs::rename(file.with_extension("new"), file)?;
    thread::sleep(Duration::from_secs(60));
    Ok(0)
}

impl Rule {
    pub(super) fn read(tools: &Utf8Path) -> Result<Vec<Self>> {
        match fs::read_to_string(tools.join("rules.json")) {
            Ok(text) => serde_json::from_str(&text).context("rules.json"),
            Err(_) => Ok(Vec::new()),
        }
    }

    /// Does what it says; a number ends the fake.
    pub(super) fn apply(&self, me: &Utf8Path) -> Result<Option<u8>> {
        if self.ignore_term {
            // A handler that only sets a flag: the default action, which ends the process, is gone.
            signal_hook::flag::register(signal_hook::consts::SIGTERM, Arc::new(AtomicBool::new(false)))?;
        }
        if let Some(grandchild) = self.grandchild {
            grandchild.start(me)?;
        }
        if self.echo {
            echo()?;
        }
        print!("{}", self.stdout);
        eprint!("{}", self.stderr);
        let line = "x".repeat(99) + "\n";
        for _ in 0..self.noise / 100 {
            print!("{line}");
            eprint!("{line}");
        }
        std::io::stdout().flush()?;
        if self.sleep > 0 {
            // The test waits for this file before it sends a signal.
            fs::write(me.parent().and_then(Utf8Path::parent).context("no sandbox")?.join("tools/asleep"), "")?;
            thread::sleep(Duration::from_secs(self.sleep));
        }
        Ok(self.exit)
    }
}

/// What no program should do with what it is given.
#[expect(clippy::disallowed_methods, reason = "a fake says what it was given")]
fn echo() -> Result<()> {
    let given = std::env::args().chain(std::env::vars_os().map(|(name, value)| format!("{}={}", name.display(), value.display())));
    for word in given {
        let bytes = word.as_bytes();
        let middle = bytes.len() / 2;
        for piece in [&bytes[..middle], &bytes[middle..], b"\n"] {
            for pipe in [&mut std::io::stdout() as &mut dyn std::io::Write, &mut std::io::stderr()] {
                pipe.write_all(piece)?;
                pipe.flush()?;
            }
            // The reader gets each piece by itself.
            thread::sleep(Duration::from_millis(2));
        }
    }
    Ok(())
}
