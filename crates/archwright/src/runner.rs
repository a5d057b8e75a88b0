//! The one place that starts processes.
//!
//! Each child leads a process group of its own, so that what it leaves in the background ends with it; on Ctrl-C, so does what
//! it started that left the group. Only a daemon that survives its parent in a group of its own, as gpg-agent does, is let be; and
//! where there is no `/proc`, as on macOS, all that left the group: nobody tells there whose it is.
//! Both pipes are drained at once; the environment is ours, less what a [`Command`] takes out; secrets are masked in what is
//! shown.

mod descendants;
mod exit;
mod interrupt;
mod lines;
mod process;
mod secrets;

pub use exit::Exit;
pub use interrupt::Interrupt;
pub use lines::Stream;
pub use secrets::Secrets;
pub(crate) use secrets::without_passwords;

use crate::{observe::Environment, text::overwritten};
use archwright_model::{Command, ExitKind};
use camino::{Utf8Path, Utf8PathBuf};
use std::{fmt, fs::File, time::Duration};

/// Starts processes for one project.
#[derive(Debug, Clone)]
pub struct Runner {
    root: Utf8PathBuf,
    environment: Environment,
    interrupt: Interrupt,
    secrets: Secrets,
    limit: Option<Duration>,
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
        let secrets = Secrets::of(&environment);
        Self::knowing(root, environment, interrupt, secrets)
    }

    /// The same, which shares what somebody else knows to be secret.
    pub(crate) fn knowing(root: impl Into<Utf8PathBuf>, environment: Environment, interrupt: Interrupt, secrets: Secrets) -> Self {
        Self { root: root.into(), environment, interrupt, secrets, limit: None }
    }

    /// Ctrl-C, as this runner's children see it.
    pub fn interrupt(&self) -> &Interrupt {
        &self.interrupt
    }

    /// The environment that children start from.
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// What this run knows to be secret.
    pub fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// The same runner, whose commands are ended after that time.
    #[must_use]
    pub fn within(&self, limit: Duration) -> Self {
        Self { limit: Some(limit), ..self.clone() }
    }

    /// Runs a command to its end and returns what it printed: standard output as it is, for it is read and not shown.
    pub fn capture(&self, command: &Command) -> Result<Captured, RunError> {
        let (mut stdout, mut stderr) = (String::new(), String::new());
        self.secrets.learn_from(command);
        let exit = process::run(self, command, |stream, line| match stream {
            Stream::Stdout => stdout.extend([line, "\n"]),
            Stream::Stderr => stderr.extend([&*self.secrets.mask(line), "\n"]),
        })?;
        Ok(Captured { exit, stdout, stderr })
    }

    /// Runs a command to its end, line by line as they stay on a screen, secrets masked.
    pub fn stream(&self, command: &Command, mut on_line: impl FnMut(Stream, &str)) -> Result<Exit, RunError> {
        self.read(command, |stream, line| on_line(stream, &self.secrets.mask(line)))
    }

    /// Runs a command to its end, its standard output going into a file; gives what it said on standard error, secrets masked.
    pub(crate) fn save(&self, command: &Command, out: File) -> Result<(Exit, String), RunError> {
        self.secrets.learn_from(command);
        let mut stderr = String::new();
        let exit = process::run_into(self, command, Some(out), |_, line| stderr.extend([&*self.secrets.mask(line), "\n"]))?;
        Ok((exit, stderr))
    }

    /// The same with the lines as they are, for those that are read by a program; what is told of them is masked where it is told.
    pub(crate) fn read(&self, command: &Command, mut on_line: impl FnMut(Stream, &str)) -> Result<Exit, RunError> {
        self.secrets.learn_from(command);
        process::run(self, command, |stream, line| on_line(stream, overwritten(line)))
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

    /// Whether it was ended at its limit.
    pub fn is_late(&self) -> bool {
        matches!(self.kind, RunErrorKind::TimedOut(_))
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
