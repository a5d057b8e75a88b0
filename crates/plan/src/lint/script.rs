//! What a `RUN` runs: the commands of its shell script, each with what decides whether it runs.

mod choices;
mod commands;
mod fill;

pub(super) use choices::{Branch, Choice, Form};
pub(super) use commands::{Command, Condition};

use crate::dockerfile::{Env, Heredoc, Instruction, Word};
use commands::Part;
use std::ops::Range;

/// The commands of an exec form: its words, or the script that it gives to a shell, whose words all have one place.
pub(super) fn exec(words: &[Word]) -> Vec<Command> {
    if let Some(script) = shell_script(words) {
        let mut commands = commands::commands(&script.text, &Env::default());
        commands.iter_mut().flat_map(|command| &mut command.parts).for_each(|part| part.span = script.span.clone());
        return commands;
    }
    let part = |word: &Word| Part { raw: word.text.clone(), text: word.text.clone(), span: word.span.clone() };
    vec![Command { parts: words.iter().map(part).collect(), condition: Condition::Any }]
}

/// The script of `["sh", "-ec", "script"]`.
pub(super) fn shell_script(words: &[Word]) -> Option<&Word> {
    let [shell, flag, script, ..] = words else { return None };
    (shell.text.ends_with("sh") && flag.text.starts_with('-') && flag.text.ends_with('c')).then_some(script)
}

/// The words of a script with their places, as they are written.
pub(super) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    commands::tokens(text).into_iter().filter_map(|token| match token {
        commands::Token::Word(span) => Some((span.start, text.get(span)?)),
        commands::Token::Separator(..) => None,
    })
}

/// Where a script has here-documents in which no variable is filled in.
pub(super) fn literals(text: &str) -> Vec<Range<usize>> {
    commands::literals(text)
}

/// A piece of shell script in an instruction.
pub(super) struct Script<'a> {
    text: &'a str,
    place: Place<'a>,
}

enum Place<'a> {
    Rest(&'a Instruction),
    Heredoc(&'a Heredoc),
}

impl<'a> Script<'a> {
    /// The scripts of a `RUN`: what stands behind it, and here-documents that a shell reads.
    pub(super) fn all(instruction: &'a Instruction) -> Vec<Self> {
        let rest = instruction.rest.text();
        let mut scripts = Vec::new();
        if !rest.starts_with("<<") {
            scripts.push(Self { text: rest, place: Place::Rest(instruction) });
        }
        let program = rest.split_whitespace().next().unwrap_or_default();
        let is_shell = |doc: &&Heredoc| {
            let shebang = doc.body.lines().next().and_then(|line| line.strip_prefix("#!"));
            let reader = shebang.unwrap_or(if program.starts_with("<<") { "sh" } else { program });
            reader.split(['/', ' ']).any(|part| matches!(part, "sh" | "bash" | "ash" | "dash" | "zsh"))
        };
        scripts.extend(instruction.heredocs.iter().filter(is_shell).map(|doc| Self { text: &doc.body, place: Place::Heredoc(doc) }));
        scripts
    }

    /// The place in the file of a span of the script.
    fn span(&self, span: Range<usize>) -> Range<usize> {
        match self.place {
            Place::Rest(instruction) => instruction.rest.origins(span),
            Place::Heredoc(doc) => doc.start + span.start..doc.start + span.end,
        }
    }

    /// Its choices, each with the place in the file of the word that it looks at.
    pub(super) fn choices(&self) -> Vec<(Choice, Range<usize>)> {
        let placed = |choice: Choice| {
            let span = self.span(choice.word.clone());
            (choice, span)
        };
        choices::choices(self.text).into_iter().map(placed).collect()
    }

    /// Its text.
    pub(super) fn text(&self) -> &str {
        self.text
    }

    /// Its commands, with the variables filled in that are known there, and their places in the file.
    pub(super) fn commands(&self, env: &Env) -> Vec<Command> {
        let mut commands = commands::commands(self.text, env);
        commands.iter_mut().flat_map(|command| &mut command.parts).for_each(|part| part.span = self.span(part.span.clone()));
        commands
    }
}
