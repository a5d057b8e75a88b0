//! One run at a time in a project: they share its state folder.

use crate::{
    StepError, files,
    progress::{Event, Reporter},
    runner::Runner,
};
use archwright_model::{ExitKind, Project};
use archwright_plan::StepId;
use std::{
    fs::{File, TryLockError},
    io, thread,
    time::Duration,
};

/// The lock of a project, once no other run has it; it is held as long as the file is open.
pub(super) fn take(project: &Project, runner: &Runner, reporter: &dyn Reporter) -> Result<File, StepError> {
    let dir = project.state_dir();
    let failed = |error: io::Error| {
        StepError::new(ExitKind::Machine, format!("cannot write to {dir}: {error}"))
            .hint("make it writable: what a run makes and remembers is kept there")
    };
    files::write(&dir.join(".gitignore"), b"*\n").map_err(failed)?;
    let file = File::create(dir.join("lock")).map_err(failed)?;
    let mut told = false;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
            Err(TryLockError::WouldBlock) if runner.interrupt().is_raised() => {
                return Err(StepError::interrupted());
            }
            Err(TryLockError::WouldBlock) => {
                if !told {
                    reporter.event(&Event::Line { step: &StepId::new("lock"), text: "waiting for another run in this project" });
                    told = true;
                }
                thread::sleep(Duration::from_millis(100));
            }
        }
    }
}
