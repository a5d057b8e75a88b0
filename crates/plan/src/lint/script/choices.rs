//! Where a script chooses by a word: `case WORD in PATTERN) … ;; esac`, and `if [ WORD = TEXT ]; then … elif … else … fi`.

mod case;
mod conditional;

use super::commands::{Token, tokens};
use case::Case;
use conditional::Conditional;
use std::ops::Range;

/// A choice, by its places in the script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lint) struct Choice {
    /// How it is written.
    pub(in crate::lint) form: Form,
    /// What it looks at.
    pub(in crate::lint) word: Range<usize>,
    /// What it does, in its order.
    pub(in crate::lint) branches: Vec<Branch>,
    /// Where it begins, and where it is over.
    pub(in crate::lint) all: Range<usize>,
}

/// How a choice is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::lint) enum Form {
    Case,
    If,
}

/// A branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lint) struct Branch {
    /// Any of these, without their quotes; `*` is `else` too.
    pub(in crate::lint) patterns: Vec<String>,
    /// What runs.
    pub(in crate::lint) body: Range<usize>,
}

enum Open {
    Case(Case),
    If(Conditional),
}

/// Every choice of a script, an inner one before what is around it.
pub(super) fn choices(text: &str) -> Vec<Choice> {
    let mut found = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    // Where `case` stood, if its word comes now; and whether a command begins here.
    let (mut head, mut begins) = (None, true);
    for token in tokens(text) {
        match token {
            Token::Word(span) => {
                let word = &text[span.clone()];
                if let Some(start) = head.take() {
                    open.push(Open::Case(Case::new(start, span)));
                    continue;
                }
                let first = begins;
                begins = first && matches!(word, "then" | "do" | "else" | "elif" | "if" | "while" | "until" | "{" | "!");
                match open.last_mut() {
                    Some(Open::Case(case)) if case.expects(word) => {
                        case.take(word);
                        begins = true;
                    }
                    Some(Open::Case(_)) if first && word == "esac" => {
                        if let Some(Open::Case(case)) = open.pop() {
                            found.push(case.end(span));
                        }
                    }
                    Some(Open::If(_)) if first && word == "fi" => {
                        if let Some(Open::If(conditional)) = open.pop() {
                            found.extend(conditional.end(text, &span));
                        }
                    }
                    Some(Open::If(conditional)) if first && matches!(word, "then" | "elif" | "else") => conditional.goes_on(word, &span),
                    Some(_) | None if first && word == "case" => head = Some(span.start),
                    Some(_) | None if first && word == "if" => open.push(Open::If(Conditional::new(&span))),
                    Some(_) | None => {}
                }
            }
            Token::Separator(_, span) => {
                begins = true;
                if let Some(Open::Case(case)) = open.last_mut() {
                    case.separated(&text[span.clone()], &span);
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests;
