//! AW213: what BuildKit refuses, before it builds anything.

mod bases;
mod flags;

use crate::{
    dockerfile::{Instruction, Verb},
    lint::{Case, Diagnostic, kinds},
};
use archwright_model::nearest;
use std::ops::Range;

/// The first thing that BuildKit stops at: what comes behind it is read for nothing.
pub(in crate::lint) fn first(case: &Case<'_>) -> Option<Diagnostic> {
    let (mut stages, mut found) = (0_usize, None);
    for (at, instruction) in case.instructions() {
        stages += usize::from(instruction.verb == Verb::From);
        let fault = open_heredoc(instruction)
            .or_else(|| unknown(instruction))
            .or_else(|| above_from(instruction, stages))
            .or_else(|| flags::unknown(instruction))
            .or_else(|| words(instruction))
            .or_else(|| bases::circular(case, at, instruction));
        found = fault.map(|(span, message)| Diagnostic::new(case, &kinds::REFUSED, Some(span), &[], message));
        if found.is_some() {
            break;
        }
    }
    let about_all = |message: String| Diagnostic::new(case, &kinds::REFUSED, None, &[], message);
    let target = || case.input.target.filter(|target| !bases::is_stage(case, target));
    found.or_else(|| (stages == 0).then(|| about_all("there is no FROM".to_owned()))).or_else(|| {
        target().map(|target| about_all(format!("there is no stage `{target}`, which is asked for{}", bases::near(case, target))))
    })
}

/// Stages that are taken for images, because there is none of that name.
pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    bases::taken_for_images(case)
}

type Fault = (Range<usize>, String);

fn open_heredoc(instruction: &Instruction) -> Option<Fault> {
    let open = instruction.heredocs.iter().find(|doc| !doc.closed)?;
    Some((instruction.keyword.span.clone(), format!("no line ends this with `{}`, so all that follows belongs to it", open.name)))
}

fn unknown(instruction: &Instruction) -> Option<Fault> {
    if instruction.verb != Verb::Unknown {
        return None;
    }
    let word = &instruction.keyword.text;
    let near = nearest(word, Verb::names());
    let hint = near.map_or_else(|| "; does the line above it end in a backslash?".to_owned(), |near| format!("; the nearest is `{near}`"));
    Some((instruction.keyword.span.clone(), format!("`{word}` is no instruction{hint}")))
}

fn above_from(instruction: &Instruction, stages: usize) -> Option<Fault> {
    let wrong = stages == 0 && instruction.verb != Verb::Arg;
    wrong.then(|| (instruction.keyword.span.clone(), format!("only ARG may stand above the first FROM, not {}", instruction.keyword.text)))
}

/// Whether there are the words that an instruction needs.
fn words(instruction: &Instruction) -> Option<Fault> {
    let words = instruction.words();
    let span = || instruction.keyword.span.clone();
    match instruction.verb {
        Verb::From => {
            let right = match words.as_slice() {
                [_] => true,
                [_, by, _] => by.text.eq_ignore_ascii_case("as"),
                _ => false,
            };
            if !right {
                return Some((span(), "FROM takes an image, or an image and `AS NAME`".to_owned()));
            }
            let name = words.get(2).filter(|name| !is_name(&name.text))?;
            Some((
                name.span.clone(),
                format!("`{}` is no name of a stage: a letter first, then letters, digits, `-`, `_` and `.`", name.text),
            ))
        }
        Verb::Copy | Verb::Add if words.len() < 2 => Some((span(), "there must be a source and a destination".to_owned())),
        Verb::Arg | Verb::Env if words.is_empty() => Some((span(), "there must be a name".to_owned())),
        Verb::Env if words.len() == 1 && !words[0].text.contains('=') => {
            Some((words[0].span.clone(), format!("`{}` has no value", words[0].text)))
        }
        Verb::Run if words.is_empty() && instruction.flag("mount").is_none() => Some((span(), "there is nothing to run".to_owned())),
        Verb::Add
        | Verb::Arg
        | Verb::Cmd
        | Verb::Copy
        | Verb::Entrypoint
        | Verb::Env
        | Verb::Expose
        | Verb::Healthcheck
        | Verb::Label
        | Verb::Maintainer
        | Verb::Onbuild
        | Verb::Run
        | Verb::Shell
        | Verb::Stopsignal
        | Verb::User
        | Verb::Volume
        | Verb::Workdir
        | Verb::Unknown => None,
    }
}

/// As BuildKit has it: `^[a-z][a-z0-9-_\.]*$`, in lower case.
fn is_name(text: &str) -> bool {
    let rest = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(rest)
}
