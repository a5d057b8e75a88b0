//! What the steps do to files, as commands of a POSIX shell; and commands as a person runs them.

use archwright_model::{Command, command::Arg};
use camino::Utf8Path;

/// The same command, telling its progress to a person; `plan --json` has it as it runs.
pub(super) fn quiet(command: &Command) -> Command {
    let plain = |text: &str| Arg::Plain(text.to_owned());
    let mut args: Vec<Arg> = Vec::new();
    for arg in &command.args {
        match (args.last().map(Arg::expose), arg.expose()) {
            (Some("--progress"), "rawjson") => args.push(plain("plain")),
            (Some("--message-format"), _) => drop(args.pop()),
            _ => args.push(arg.clone()),
        }
    }
    Command { args, ..command.clone() }
}

/// A command with what it reads on stdin.
pub(super) fn fed(command: &Command) -> String {
    let text = command.stdin.as_deref().unwrap_or_default();
    let lines = Command::new("printf").arg("%s\\n").args(text.lines());
    format!("{lines} | {}", Command { stdin: None, ..command.clone() })
}

/// Makes a folder.
pub(super) fn make(dir: &Utf8Path) -> String {
    Command::new("mkdir").args(["-p", dir.as_str()]).to_string()
}

/// Copies what is in a folder into another.
pub(super) fn copy_folder(from: &Utf8Path, to: &Utf8Path) -> String {
    Command::new("cp").args(["-R", from.join(".").as_str(), to.as_str()]).to_string()
}

/// Copies a file to a place whose folder is made.
pub(super) fn copy_file(from: &Utf8Path, to: &Utf8Path) -> Vec<String> {
    let copy = Command::new("cp").args([from.as_str(), to.as_str()]).to_string();
    to.parent().map(make).into_iter().chain([copy]).collect()
}

/// Writes lines to a file.
pub(super) fn write(text: &str, file: &Utf8Path) -> String {
    let lines = Command::new("printf").arg("%s\\n").args(text.lines());
    // Quoted as a word of its own.
    format!("{lines} > {}", Command::new(file.as_str()))
}
