//! `case WORD in PATTERN) … ;; esac`.

use super::{Branch, Choice, Form};
use std::ops::Range;

pub(super) struct Case {
    start: usize,
    word: Range<usize>,
    branches: Vec<Branch>,
    inside: Inside,
}

enum Inside {
    /// Behind `case WORD`.
    Head,
    /// Where patterns stand.
    Patterns(Vec<String>),
    /// Behind `)`.
    Body(Vec<String>, usize),
}

impl Case {
    pub(super) fn new(start: usize, word: Range<usize>) -> Self {
        Self { start, word, branches: Vec::new(), inside: Inside::Head }
    }

    /// Whether a word is its `in` or a pattern of it.
    pub(super) fn expects(&self, word: &str) -> bool {
        match self.inside {
            Inside::Head => true,
            Inside::Patterns(_) => word != "esac",
            Inside::Body(..) => false,
        }
    }

    pub(super) fn take(&mut self, word: &str) {
        match &mut self.inside {
            Inside::Head => self.inside = Inside::Patterns(Vec::new()),
            Inside::Patterns(patterns) => patterns.push(word.chars().filter(|c| !matches!(c, '"' | '\'')).collect()),
            Inside::Body(..) => {}
        }
    }

    pub(super) fn separated(&mut self, separator: &str, span: &Range<usize>) {
        match (&mut self.inside, separator) {
            (Inside::Patterns(patterns), ")") => self.inside = Inside::Body(std::mem::take(patterns), span.end),
            (Inside::Body(patterns, at), ";;") => {
                self.branches.push(Branch { patterns: std::mem::take(patterns), body: *at..span.start });
                self.inside = Inside::Patterns(Vec::new());
            }
            (Inside::Head | Inside::Patterns(_) | Inside::Body(..), _) => {}
        }
    }

    /// At its `esac`.
    pub(super) fn end(mut self, esac: Range<usize>) -> Choice {
        if let Inside::Body(patterns, at) = self.inside {
            self.branches.push(Branch { patterns, body: at..esac.start });
        }
        Choice { form: Form::Case, word: self.word, branches: self.branches, all: self.start..esac.end }
    }
}
