//! Running a program and showing all there is to see when it did not do what the test expects.
#![expect(clippy::panic, clippy::expect_used, reason = "a test fails by panicking")]

mod ended;
mod running;

pub use ended::Ended;
pub use running::Running;

use super::variables;
use crate::process;
use camino::{Utf8Path, Utf8PathBuf};
use std::{
    collections::BTreeMap,
    fmt,
    os::unix::process::CommandExt as _,
    process::{Child, ChildStdin, Stdio},
    time::Duration,
};

/// A program with its arguments, folder, variables and time limit.
#[derive(Debug, Clone)]
pub struct Command {
    program: String,
    args: Vec<String>,
    dir: Utf8PathBuf,
    set: BTreeMap<String, Option<String>>,
    limit: Duration,
}

impl Command {
    /// That program, with the suite's variables, in `/`, for at most two minutes.
    pub fn new(program: impl Into<String>) -> Self {
        Self { program: program.into(), args: Vec::new(), dir: "/".into(), set: BTreeMap::new(), limit: Duration::from_secs(120) }
    }

    /// With these arguments behind those it has.
    #[must_use]
    pub fn args<A: AsRef<str>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.args.extend(args.into_iter().map(|arg| arg.as_ref().to_owned()));
        self
    }

    /// In that folder.
    #[must_use]
    pub fn dir(mut self, dir: &Utf8Path) -> Self {
        dir.clone_into(&mut self.dir);
        self
    }

    /// With that variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.set.insert(name.into(), Some(value.into()));
        self
    }

    /// Without that variable.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.set.insert(name.into(), None);
        self
    }

    /// With that time limit.
    #[must_use]
    pub fn within(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Runs it to its end.
    ///
    /// # Panics
    /// It cannot be started, or is not done within its limit.
    #[track_caller]
    pub fn run(&self) -> Ended {
        self.start().finish(self.limit)
    }

    /// Starts it.
    ///
    /// # Panics
    /// It cannot be started.
    #[track_caller]
    pub fn start(&self) -> Running {
        Running::new(self, self.spawn(Stdio::null(), &Stdio::piped))
    }

    /// Starts it with a pipe for its stdin and nothing else; nobody waits for it.
    pub(super) fn start_detached(&self) -> Option<ChildStdin> {
        self.spawn(Stdio::piped(), &Stdio::null).stdin.take()
    }

    /// Starts it with a pipe for its stdin and its output in a file.
    pub(super) fn start_logged(&self, log: &Utf8Path) -> Child {
        let file = std::fs::File::create(log).expect("a log file");
        self.spawn(Stdio::piped(), &|| Stdio::from(file.try_clone().expect("a second handle of the log file")))
    }

    #[track_caller]
    fn spawn(&self, stdin: Stdio, out: &dyn Fn() -> Stdio) -> Child {
        let mut command = process::command(&self.program);
        command.args(&self.args).current_dir(&self.dir).env_clear().envs(variables());
        for (name, value) in &self.set {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        // A group of its own, so that all of it can be ended.
        command.stdin(stdin).stdout(out()).stderr(out()).process_group(0);
        command.spawn().unwrap_or_else(|error| panic!("cannot start `{self}`: {error}"))
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let variables = self.set.iter().map(|(name, value)| format!("{name}={}", value.as_deref().unwrap_or("<unset>")));
        let words = variables.chain([self.program.clone()]).chain(self.args.iter().cloned());
        write!(f, "{}", words.collect::<Vec<_>>().join(" "))
    }
}
