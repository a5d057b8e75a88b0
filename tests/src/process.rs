//! The one place where tests and fake programs start processes.

use crate::fake::Grandchild;
use camino::Utf8Path;
use std::{
    collections::BTreeMap,
    fs::File,
    io,
    os::unix::process::CommandExt as _,
    process::{Child, Command, Stdio},
};

/// A program that is started with nothing but what is said here.
#[derive(Debug, Clone)]
pub struct Start<'a> {
    /// Its file.
    pub program: &'a str,
    /// Its arguments.
    pub args: &'a [String],
    /// Its folder.
    pub dir: &'a Utf8Path,
    /// All of its environment.
    pub env: &'a BTreeMap<String, String>,
}

/// Starts it with both pipes, in a process group of its own.
pub fn start(start: &Start<'_>) -> io::Result<Child> {
    let mut command = command(start.program);
    command.args(start.args).current_dir(start.dir).env_clear().envs(start.env);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
    command.spawn()
}

/// Starts it with keyboard and stderr on a terminal, and stdout in a pipe.
pub fn start_on(start: &Start<'_>, terminal: &File) -> io::Result<Child> {
    let mut command = command(start.program);
    command.args(start.args).current_dir(start.dir).env_clear().envs(start.env);
    command.stdin(terminal.try_clone()?).stdout(Stdio::piped()).stderr(terminal.try_clone()?);
    command.spawn()
}

/// Starts a program that outlives this one.
pub(crate) fn leave_behind(program: &Utf8Path, args: &[&str], kind: Grandchild) -> io::Result<Child> {
    let mut command = command(program.as_str());
    command.args(args).stdin(Stdio::null());
    match kind {
        Grandchild::HoldsPipes => {}
        Grandchild::Quiet => drop(command.stdout(Stdio::null()).stderr(Stdio::null())),
        Grandchild::OtherGroup => drop(command.process_group(0)),
    }
    command.spawn()
}

#[expect(clippy::disallowed_methods, reason = "the one place where tests and fakes start processes")]
pub(crate) fn command(program: &str) -> Command {
    Command::new(program)
}
