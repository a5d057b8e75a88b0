//! The one place that starts processes.
//!
//! Each child leads a process group of its own, so that all it started ends with it; both its pipes are drained at once;
//! its environment is ours, less what a [`Command`] takes out.

mod interrupt;
mod process;

pub use interrupt::Interrupt;
pub use process::{Exit, Stream};

use crate::observe::Environment;
use archwright_model::{Command, ExitKind};
use camino::{Utf8Path, Utf8PathBuf};
use std::{fmt, time::Duration};

/// Starts processes for one project.
#[derive(Debug, Clone)]
pub struct Runner {
    root: Utf8PathBuf,
    environment: Environment,
    interrupt: Interrupt,
}

/// What a captured command printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Captured {
    /// How it ended.
    pub exit: Exit,
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
}

impl Runner {
    /// A runner whose commands run in that folder unless they name another.
    pub fn new(root: impl Into<Utf8PathBuf>, environment: Environment, interrupt: Interrupt) -> Self {
        Self { root: root.into(), environment, interrupt }
    }

    /// Ctrl-C, as this runner's children see it.
    pub fn interrupt(&self) -> &Interrupt {
        &self.interrupt
    }

    /// The environment that children start from.
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// Runs a command to its end and returns what it printed.
    pub fn capture(&self, command: &Command) -> Result<Captured, RunError> {
        let (mut stdout, mut stderr) = (String::new(), String::new());
        let exit = self.stream(command, |stream, line| {
            let text = match stream {
                Stream::Stdout => &mut stdout,
                Stream::Stderr => &mut stderr,
            };
            text.push_str(line);
            text.push('\n');
        })?;
        Ok(Captured { exit, stdout, stderr })
    }

    /// Runs a command to its end, line by line as it prints them.
    pub fn stream(&self, command: &Command, on_line: impl FnMut(Stream, &str)) -> Result<Exit, RunError> {
        process::run(self, command, None, on_line)
    }

    /// Runs a command and returns what it printed; ends it after that time.
    pub fn capture_within(&self, command: &Command, limit: Duration) -> Result<Captured, RunError> {
        let (mut stdout, mut stderr) = (String::new(), String::new());
        let exit = process::run(self, command, Some(limit), |stream, line| {
            let text = if stream == Stream::Stdout { &mut stdout } else { &mut stderr };
            text.push_str(line);
            text.push('\n');
        })?;
        Ok(Captured { exit, stdout, stderr })
    }

    /// The absolute path of one relative to the project.
    pub fn path(&self, relative: impl AsRef<Utf8Path>) -> Utf8PathBuf {
        self.root.join(relative)
    }

    fn dir(&self, command: &Command) -> Utf8PathBuf {
        command.dir.as_ref().map_or_else(|| self.root.clone(), |dir| self.root.join(dir))
    }

    fn root(&self) -> &Utf8Path {
        &self.root
    }
}

/// A command that could not be run to its end.
#[derive(Debug)]
pub struct RunError {
    command: String,
    kind: RunErrorKind,
}

#[derive(Debug)]
enum RunErrorKind {
    Missing(String),
    Start(std::io::Error),
    Wait(std::io::Error),
    TimedOut(Duration),
    Interrupted,
}

impl RunError {
    fn new(command: &Command, kind: RunErrorKind) -> Self {
        Self { command: command.to_string(), kind }
    }

    /// The exit code's kind.
    pub fn exit(&self) -> ExitKind {
        match self.kind {
            RunErrorKind::Missing(_) | RunErrorKind::Start(_) | RunErrorKind::TimedOut(_) => ExitKind::Machine,
            RunErrorKind::Wait(_) => ExitKind::Bug,
            RunErrorKind::Interrupted => ExitKind::Interrupted,
        }
    }

    /// Whether the program itself is not there.
    pub fn is_missing(&self) -> bool {
        matches!(self.kind, RunErrorKind::Missing(_))
    }
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            RunErrorKind::Missing(program) => write!(f, "`{program}` is not on the PATH"),
            RunErrorKind::Start(error) => write!(f, "cannot start `{}`: {error}", self.command),
            RunErrorKind::Wait(error) => write!(f, "lost track of `{}`: {error}", self.command),
            RunErrorKind::TimedOut(limit) => write!(f, "`{}` did not end within {}", self.command, humantime::format_duration(*limit)),
            RunErrorKind::Interrupted => f.write_str("interrupted"),
        }
    }
}

impl std::error::Error for RunError {}
