//! Everything that a container runs, as far as config and `PATH` tell.

use super::command::{self, behind_wrapper, first_word, invocations, shell_text};
use super::judging::Judging;
use super::programs::{self, Role};
use super::search::variable;
use super::view::{Found, join};
use crate::code::FileCode;
use crate::config::RunConfig;
use crate::findings::{INTERPRETER_MISSING, LIBRARY_MISSING, NOT_RUNNABLE};
use archwright_model::{Severity, count};

pub(super) fn judge(judging: &mut Judging<'_>) {
    let usual = RunConfig::default();
    let run = judging.subject.run.unwrap_or(&usual);
    for invocation in invocations(run) {
        judge_words(judging, run, invocation.by, &invocation.words);
    }
    preloaded(judging, run);
    on_path(judging, run);
    idle_scripts(judging);
}

/// A wrapper, a shell and what they run are judged each.
fn judge_words(judging: &mut Judging<'_>, run: &RunConfig, by: &'static str, words: &[String]) {
    let mut words = words;
    loop {
        let Some(first) = words.first() else { return };
        match command::program(judging.view, run, first) {
            Ok(file) => programs::judge(judging, run, &file, Role::Runs(by)),
            Err(why) => {
                let path = first.contains('/').then(|| join(run.working_dir.as_deref().unwrap_or("/"), first));
                let message = format!("the {by} `{first}` cannot start: {why}");
                judging.find_nowhere(NOT_RUNNABLE.severity, NOT_RUNNABLE, path.as_deref(), message);
                return;
            }
        }
        if let Some(text) = shell_text(words) {
            in_shell(judging, run, by, text);
        }
        match behind_wrapper(words) {
            Some(rest) => words = rest,
            None => break,
        }
    }
    // Programs that are handed to another one: `["/sbin/init-like", "/app/server"]`.
    for word in words.iter().skip(1).filter(|word| word.starts_with('/')) {
        if let Found::File(file) = judging.view.find(word)
            && file.is_executable()
            && matches!(file.code, FileCode::Elf(_))
        {
            programs::judge(judging, run, &file, Role::Runs(by));
        }
    }
}

fn in_shell(judging: &mut Judging<'_>, run: &RunConfig, by: &'static str, text: &str) {
    let Some(word) = first_word(text) else { return };
    match command::program(judging.view, run, word) {
        // A shell reads what has no first line of its own.
        Ok(file) if *file.code == FileCode::None => {}
        Ok(file) => programs::judge(judging, run, &file, Role::Runs(by)),
        Err(why) => {
            let message = format!("the {by} starts a shell with `{word}`: {why}");
            judging.find_nowhere(Severity::Warning, NOT_RUNNABLE, word.starts_with('/').then_some(word), message);
        }
    }
}

/// `LD_PRELOAD` with the directory of another architecture: every program complains, and runs without it.
fn preloaded(judging: &mut Judging<'_>, run: &RunConfig) {
    let own = judging.platform().arch();
    let file = judging.view.find("/etc/ld.so.preload").file().and_then(|file| file.text).unwrap_or_default();
    let list = format!("{} {}", variable(&run.env, "LD_PRELOAD").unwrap_or_default(), String::from_utf8_lossy(file).replace('\n', " "));
    for library in list.split([' ', ':']).filter(|library| library.starts_with('/')) {
        let why = match judging.view.find(library) {
            Found::File(file) => match file.code.elf() {
                Some(elf) if elf.arch() == Some(own) => continue,
                Some(elf) => format!("is for {}", elf.machine),
                None => "is no ELF file".into(),
            },
            other => other.why_not(),
        };
        let message = format!("`LD_PRELOAD` or `/etc/ld.so.preload` names `{library}`, which {why}");
        judging.find_nowhere(Severity::Warning, LIBRARY_MISSING, Some(library), message);
    }
}

/// Scripts on `PATH` that nothing is known to run: Debian's packages do not depend on every interpreter that they have a script for.
fn idle_scripts(judging: &mut Judging<'_>) {
    for (why, (file, number)) in std::mem::take(&mut judging.idle_scripts) {
        let more = if number > 1 { format!("; so it is with {}", count(number - 1, "other script")) } else { String::new() };
        judging.find_as(Severity::Note, INTERPRETER_MISSING, &file, format!("it is a script on `PATH`, and {why}{more}"));
    }
}

/// Programs on `PATH` that are not known to run, but somebody may call.
fn on_path(judging: &mut Judging<'_>, run: &RunConfig) {
    let mut seen = std::collections::HashSet::new();
    for directory in command::path(run) {
        let Found::Directory(real) = judging.view.find(&directory) else { continue };
        if !seen.insert(real.clone()) {
            continue;
        }
        for name in judging.view.names(&real) {
            if let Found::File(file) = judging.view.find(&format!("{real}/{name}"))
                && file.is_executable()
            {
                programs::judge(judging, run, &file, Role::OnPath);
            }
        }
    }
}
