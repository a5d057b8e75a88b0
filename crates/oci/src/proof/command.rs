//! What a config says that a container runs.

use super::search::{split, variable};
use super::view::{FileAt, Found, View, join};
use crate::config::RunConfig;
use serde_json::Value;

/// One thing that a container runs.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Invocation {
    /// Who says so: `entry point`, `command`, `health check`.
    pub by: &'static str,
    /// Program and arguments.
    pub words: Vec<String>,
}

/// What runs, by the config: the entry point with the command, or the command alone, and the health check.
pub(super) fn invocations(run: &RunConfig) -> Vec<Invocation> {
    let by = if run.entrypoint.is_empty() { "command" } else { "entry point" };
    let main = Invocation { by, words: run.entrypoint.iter().chain(&run.cmd).cloned().collect() };
    let check = Invocation { by: "health check", words: health_check(run) };
    [main, check].into_iter().filter(|invocation| !invocation.words.is_empty()).collect()
}

/// What Docker takes where `SHELL` says nothing.
const USUAL_SHELL: &str = "/bin/sh -c";

/// `Healthcheck.Test`: `["CMD", …]`, `["CMD-SHELL", "…"]`, `["NONE"]` or nothing (Docker's image config).
fn health_check(run: &RunConfig) -> Vec<String> {
    let strings = |value: Option<&Value>| -> Vec<String> {
        value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let test = strings(run.extra.get("Healthcheck").and_then(|check| check.get("Test")));
    match test.split_first() {
        Some((first, words)) if first == "CMD" => words.to_vec(),
        Some((first, words)) if first == "CMD-SHELL" => {
            let mut shell = strings(run.extra.get("Shell"));
            if shell.is_empty() {
                shell = USUAL_SHELL.split(' ').map(str::to_owned).collect();
            }
            shell.extend(words.first().cloned());
            shell
        }
        _ => Vec::new(),
    }
}

/// Programs that run what their arguments name, and how many words of their own they take before it.
const WRAPPERS: [(&str, usize); 9] = [
    ("tini", 0),
    ("tini-static", 0),
    ("docker-init", 0),
    ("dumb-init", 0),
    ("catatonit", 0),
    ("env", 0),
    ("nohup", 0),
    ("gosu", 1),
    ("su-exec", 1),
];

/// What a wrapper such as `tini` runs in turn.
pub(super) fn behind_wrapper(words: &[String]) -> Option<&[String]> {
    let (first, rest) = words.split_first()?;
    let name = super::view::name(first);
    let (_, own) = WRAPPERS.iter().find(|(wrapper, _)| *wrapper == name)?;
    let at = rest.iter().position(|word| !word.starts_with('-') && (name != "env" || !word.contains('=')))?;
    rest.get(at + own..).filter(|rest| !rest.is_empty())
}

/// The text that `sh -c` and the like are given.
pub(super) fn shell_text(words: &[String]) -> Option<&str> {
    let (first, rest) = words.split_first()?;
    if !["sh", "bash", "ash", "dash", "zsh", "ksh"].contains(&super::view::name(first)) {
        return None;
    }
    let at = rest.iter().position(|word| word.starts_with('-') && !word.starts_with("--") && word.ends_with('c'))?;
    rest.get(at + 1).map(String::as_str)
}

/// Words that are no program for a shell (POSIX, "Shell Command Language").
const SHELL_WORDS: [&str; 38] = [
    "alias", "bg", "break", "case", "cd", "command", "continue", "declare", "echo", "eval", "exit", "export", "false", "for", "function",
    "getopts", "hash", "if", "let", "local", "printf", "pwd", "read", "readonly", "return", "set", "shift", "shopt", "source", "test",
    "times", "trap", "true", "type", "ulimit", "umask", "unset", "while",
];

/// The program that a shell runs first, where that is plain to see.
pub(super) fn first_word(text: &str) -> Option<&str> {
    let plain = |word: &str| word.chars().all(|letter| letter.is_ascii_alphanumeric() || "/._+-".contains(letter));
    let mut words = text.split_whitespace().skip_while(|word| {
        *word == "exec"
            || word.split_once('=').is_some_and(|(name, value)| plain(value) && !name.is_empty() && plain(name) && !name.contains('/'))
    });
    let word = words.next()?;
    let word = word.strip_suffix(';').unwrap_or(word);
    (plain(word) && word.starts_with(|letter: char| letter == '/' || letter.is_ascii_alphabetic()) && !SHELL_WORDS.contains(&word))
        .then_some(word)
}

/// What a word names, as execve(2) and a look through `PATH` find it; the error says where there is nothing.
pub(super) fn program<'a>(view: &'a dyn View, run: &RunConfig, word: &str) -> Result<FileAt<'a>, String> {
    let here = run.working_dir.as_deref().filter(|path| !path.is_empty()).unwrap_or("/");
    if word.contains('/') {
        let path = join(here, word);
        return match view.find(&path) {
            Found::File(file) if file.is_executable() => Ok(file),
            Found::File(_) => Err(format!("`{path}` is not executable")),
            other => Err(format!("`{path}` {}", other.why_not())),
        };
    }
    let path = path(run);
    let found = path.iter().filter_map(|directory| view.find(&format!("{directory}/{word}")).file()).find(FileAt::is_executable);
    found.ok_or_else(|| format!("no `{word}` is on `PATH` ({})", path.join(":")))
}

/// The directories of `PATH`; what container runtimes take where the image sets none.
pub(super) fn path(run: &RunConfig) -> Vec<String> {
    const USUAL: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    let here = run.working_dir.as_deref().unwrap_or("/");
    split(variable(&run.env, "PATH").filter(|path| !path.is_empty()).unwrap_or(USUAL), &[':'], here)
}

#[cfg(test)]
mod tests;
