//! A shell script to its commands: enough of its grammar to know what runs always, and what only on some architecture.

mod documents;

use super::fill::fill;
use crate::dockerfile::{Env, names};
use std::{collections::BTreeSet, ops::Range};

/// A command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lint) struct Command {
    /// Its words.
    pub(in crate::lint) parts: Vec<Part>,
    /// What decides whether it runs.
    pub(in crate::lint) condition: Condition,
}

/// A word of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lint) struct Part {
    /// As it is written.
    pub(in crate::lint) raw: String,
    /// With what is known filled in, and without quotes.
    pub(in crate::lint) text: String,
    /// Where it stands in the script.
    pub(in crate::lint) span: Range<usize>,
}

/// What decides whether a command runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lint) enum Condition {
    /// Nothing that looks at the architecture.
    Any,
    /// A `case`, an `if` or a test that does.
    Architecture,
}

impl Command {
    /// The program, without its folder; assignments in front of it and `env`, `sudo`, `exec` left aside.
    pub(in crate::lint) fn program(&self) -> &str {
        let name = |part: &Part| {
            !is_assignment(&part.raw)
                && !matches!(part.text.as_str(), "env" | "sudo" | "exec" | "export" | "time" | "then" | "do" | "else" | "!" | "{")
        };
        let program = self.parts.iter().find(|part| name(part)).map(|part| part.text.as_str()).unwrap_or_default();
        program.rsplit('/').next().unwrap_or_default()
    }

    /// The words behind the program.
    pub(in crate::lint) fn arguments(&self) -> &[Part] {
        let program = self.program();
        let at = self.parts.iter().position(|part| !program.is_empty() && part.text.ends_with(program));
        at.map_or(&[], |at| &self.parts[at + 1..])
    }

    /// `NAME=VALUE` in front of the program, or behind `export` or `env`.
    pub(in crate::lint) fn assignments(&self) -> impl Iterator<Item = (&str, &str, &Part)> {
        let leading = self
            .parts
            .iter()
            .take_while(|part| is_assignment(&part.raw) || matches!(part.text.as_str(), "export" | "env" | "then" | "do" | "else" | "{"));
        leading.filter_map(|part| part.text.split_once('=').map(|(name, value)| (name, value, part)))
    }
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !name.starts_with(|c: char| c.is_ascii_digit())
    })
}

/// Whether a text asks for an architecture: by a variable that is called so, or by a program that tells it.
pub(in crate::lint) fn asks_architecture(text: &str) -> bool {
    let programs = ["uname -m", "uname -p", "uname -a", "--print-architecture", "--print-arch", "$(arch)", "`arch`"];
    let variable = |name: &str| ["ARCH", "PLATFORM", "MACHINE", "VARIANT"].iter().any(|part| name.to_ascii_uppercase().contains(part));
    programs.iter().any(|program| text.contains(program)) || names(text, '\\').iter().any(|mention| variable(&mention.name))
}

enum Frame {
    Case(Condition),
    /// Whether its condition is still being read.
    If(Condition, Reading),
}

#[derive(PartialEq)]
enum Reading {
    Condition,
    Body,
}

/// The commands of a script.
pub(super) fn commands(text: &str, env: &Env) -> Vec<Command> {
    let mut walk = Walk {
        env: env.clone(),
        unknown: BTreeSet::new(),
        frames: Vec::new(),
        chain: Condition::Any,
        found: Vec::new(),
        parts: Vec::new(),
    };
    for token in tokens(text) {
        match token {
            Token::Word(span) => walk.word(text, span),
            Token::Separator(kind, _) => walk.end(kind),
        }
    }
    walk.end(Separator::Line);
    walk.found
}

struct Walk {
    env: Env,
    /// Names that the script gives values which are not known here.
    unknown: BTreeSet<String>,
    frames: Vec<Frame>,
    /// Whether a test stands in front of this command in its `&&` chain.
    chain: Condition,
    found: Vec<Command>,
    parts: Vec<Part>,
}

impl Walk {
    fn word(&mut self, text: &str, span: Range<usize>) {
        let raw = &text[span.clone()];
        let filled = fill(raw, &self.env, &self.unknown);
        let unquoted: String = filled.chars().filter(|c| !matches!(c, '"' | '\'')).collect();
        if self.parts.is_empty() {
            match raw {
                "fi" | "esac" => drop(self.frames.pop()),
                "if" => self.frames.push(Frame::If(Condition::Any, Reading::Condition)),
                "then" | "else" => {
                    if let Some(Frame::If(_, reading)) = self.frames.last_mut() {
                        *reading = Reading::Body;
                    }
                }
                "elif" => {
                    if let Some(Frame::If(_, reading)) = self.frames.last_mut() {
                        *reading = Reading::Condition;
                    }
                }
                _ => {}
            }
            if matches!(raw, "fi" | "esac" | "if" | "then" | "else" | "elif" | "do" | "done" | "{" | "}" | "!" | "while" | "until") {
                return;
            }
        }
        self.parts.push(Part { raw: raw.to_owned(), text: unquoted, span });
        if let [first, .., last] = self.parts.as_slice()
            && first.raw == "case"
            && last.raw == "in"
        {
            let asks = self.parts.iter().any(|part| asks_architecture(&part.raw) || self.unknown_arch(&part.raw));
            self.frames.push(Frame::Case(if asks { Condition::Architecture } else { Condition::Any }));
            self.parts.clear();
        }
    }

    /// Whether a word asks for a variable that was set from an architecture.
    fn unknown_arch(&self, raw: &str) -> bool {
        names(raw, '\\').iter().any(|mention| self.unknown.contains(&format!("{}=arch", mention.name)))
    }

    fn end(&mut self, separator: Separator) {
        let parts = std::mem::take(&mut self.parts);
        if !parts.is_empty() {
            let asks = parts.iter().any(|part| asks_architecture(&part.raw) || self.unknown_arch(&part.raw));
            let is_test = matches!(parts[0].raw.as_str(), "[" | "[[" | "test" | "grep" | "echo") && asks;
            if let Some(Frame::If(condition, Reading::Condition)) = self.frames.last_mut()
                && asks
            {
                *condition = Condition::Architecture;
            }
            let command = Command { parts, condition: self.condition() };
            self.remember(&command);
            if is_test && matches!(separator, Separator::Chain) {
                self.chain = Condition::Architecture;
            }
            self.found.push(command);
        }
        if matches!(separator, Separator::Line) {
            self.chain = Condition::Any;
        }
    }

    fn condition(&self) -> Condition {
        let frame = |frame: &Frame| match frame {
            Frame::Case(condition) | Frame::If(condition, _) => *condition == Condition::Architecture,
        };
        if self.chain == Condition::Architecture || self.frames.iter().any(frame) { Condition::Architecture } else { Condition::Any }
    }

    /// What an assignment says of its name from here on.
    fn remember(&mut self, command: &Command) {
        let assignments: Vec<_> =
            command.assignments().map(|(name, value, part)| (name.to_owned(), value.to_owned(), part.raw.clone())).collect();
        let alone = assignments.len() == command.parts.len() || command.parts.first().is_some_and(|first| first.raw == "export");
        for (name, value, raw) in assignments.into_iter().filter(|_| alone) {
            let literal = !value.contains(['$', '`', '*']) && command.condition == Condition::Any && self.frames.is_empty();
            if asks_architecture(&raw) || command.condition == Condition::Architecture {
                self.unknown.insert(format!("{name}=arch"));
            }
            if literal {
                self.unknown.remove(&name);
                self.env.set(&name, value);
            } else {
                self.unknown.insert(name);
            }
        }
        if let [read, name, ..] = command.parts.as_slice()
            && matches!(read.raw.as_str(), "for" | "read" | "local")
        {
            self.unknown.insert(name.text.clone());
        }
    }
}

#[derive(Clone, Copy)]
pub(super) enum Separator {
    /// `&&`, `||`
    Chain,
    /// `|`, `(` and `)`: what is around them stays in one chain.
    Within,
    /// `;`, `&`, the end of a line.
    Line,
}

pub(super) enum Token {
    Word(Range<usize>),
    /// With its place.
    Separator(Separator, Range<usize>),
}

pub(super) fn tokens(text: &str) -> Vec<Token> {
    scan(text).0
}

/// Where here-documents are in which no variable is filled in.
pub(super) fn literals(text: &str) -> Vec<Range<usize>> {
    scan(text).1
}

fn scan(text: &str) -> (Vec<Token>, Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let (mut found, mut literal) = (Vec::new(), Vec::new());
    let (mut at, mut start, mut line) = (0, None::<usize>, 0);
    while let Some(byte) = bytes.get(at).copied() {
        let word_starts = start.is_none();
        let separator = match byte {
            b'\n' | b';' => Some((Separator::Line, if bytes.get(at + 1) == Some(&b';') { 2 } else { 1 })),
            b'&' if bytes.get(at + 1) == Some(&b'&') => Some((Separator::Chain, 2)),
            b'&' if start.is_none() => Some((Separator::Line, 1)),
            b'|' if bytes.get(at + 1) == Some(&b'|') => Some((Separator::Chain, 2)),
            b'|' | b'(' | b')' => Some((Separator::Within, 1)),
            b' ' | b'\t' | b'\r' => None,
            b'#' if word_starts => {
                at += text[at..].find('\n').unwrap_or(text.len() - at);
                continue;
            }
            _ => {
                start.get_or_insert(at);
                at = after(bytes, at);
                continue;
            }
        };
        found.extend(start.take().map(|start| Token::Word(start..at)));
        found.extend(separator.map(|(kind, length)| Token::Separator(kind, at..at + length)));
        at += separator.map_or(1, |(_, length)| length);
        if byte == b'\n' {
            at = documents::behind(text, &found[line..], at, &mut literal);
            line = found.len();
        }
    }
    found.extend(start.map(|start| Token::Word(start..text.len())));
    (found, literal)
}

/// Behind a character, or behind all that a quote or `$(…)` holds together.
fn after(bytes: &[u8], at: usize) -> usize {
    let end = bytes.len();
    let until = |from: usize, stop: u8| {
        bytes.get(from..).and_then(|rest| rest.iter().position(|byte| *byte == stop)).map_or(end, |found| from + found + 1)
    };
    match bytes[at] {
        b'\\' => (at + 2).min(end),
        b'\'' => until(at + 1, b'\''),
        b'`' => until(at + 1, b'`'),
        b'"' => {
            let mut inside = at + 1;
            while let Some(byte) = bytes.get(inside) {
                match byte {
                    b'"' => return inside + 1,
                    b'\\' => inside += 2,
                    b'$' if bytes.get(inside + 1) == Some(&b'(') => inside = parenthesis(bytes, inside + 1),
                    _ => inside += 1,
                }
            }
            end
        }
        b'$' if bytes.get(at + 1) == Some(&b'(') => parenthesis(bytes, at + 1),
        b'$' if bytes.get(at + 1) == Some(&b'{') => until(at + 2, b'}'),
        _ => at + 1,
    }
}

/// Behind the parenthesis that closes the one here.
fn parenthesis(bytes: &[u8], open: usize) -> usize {
    let (mut depth, mut at) = (0_usize, open);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 1 => return at + 1,
            b')' => depth -= 1,
            b'\\' => at += 1,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests;
