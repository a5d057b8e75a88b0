//! `if [ WORD = TEXT ]; then … elif … else … fi`, as far as all its conditions compare one word with texts.

use super::{
    super::commands::{Token, tokens},
    Branch, Choice, Form,
};
use std::ops::Range;

pub(super) struct Conditional {
    start: usize,
    arms: Vec<Arm>,
    /// Where the condition or the commands begin that are read now.
    from: usize,
}

/// A condition, none for `else`, and what runs under it.
struct Arm {
    condition: Option<Range<usize>>,
    body: Range<usize>,
}

/// A condition that compares one word with texts.
struct Test {
    word: Range<usize>,
    texts: Vec<String>,
    asks: Asks,
}

#[derive(PartialEq)]
enum Asks {
    Same,
    Other,
}

impl Conditional {
    pub(super) fn new(keyword: &Range<usize>) -> Self {
        Self { start: keyword.start, arms: Vec::new(), from: keyword.end }
    }

    /// At its `then`, `elif` or `else`.
    pub(super) fn goes_on(&mut self, keyword: &str, span: &Range<usize>) {
        if keyword == "then" {
            self.arms.push(Arm { condition: Some(self.from..span.start), body: span.end..span.end });
        } else {
            self.close(span.start);
        }
        if keyword == "else" {
            self.arms.push(Arm { condition: None, body: span.end..span.end });
        }
        self.from = span.end;
    }

    fn close(&mut self, end: usize) {
        if let Some(arm) = self.arms.last_mut() {
            arm.body.end = end;
        }
    }

    /// At its `fi`; none if it is no choice by one word.
    pub(super) fn end(mut self, text: &str, fi: &Range<usize>) -> Option<Choice> {
        self.close(fi.start);
        let tests: Option<Vec<_>> = self.arms.iter().filter_map(|arm| arm.condition.clone()).map(|span| test(text, span)).collect();
        let tests = tests?;
        let first = tests.first()?;
        if tests.iter().any(|test| bare(&text[test.word.clone()]) != bare(&text[first.word.clone()])) {
            return None;
        }
        let others = || vec!["*".to_owned()];
        let branches = match self.arms.as_slice() {
            // What runs for all others comes first.
            [arm, rest @ ..] if first.asks == Asks::Other => {
                let same = match rest {
                    [] => fi.start..fi.start,
                    [last] if last.condition.is_none() => last.body.clone(),
                    _ => return None,
                };
                vec![Branch { patterns: first.texts.clone(), body: same }, Branch { patterns: others(), body: arm.body.clone() }]
            }
            _ if tests.iter().any(|test| test.asks == Asks::Other) => return None,
            arms => {
                let mut given = tests.iter().map(|test| test.texts.clone());
                let patterns = |arm: &Arm| arm.condition.as_ref().and_then(|_| given.next()).unwrap_or_else(others);
                arms.iter().map(patterns).zip(arms).map(|(patterns, arm)| Branch { patterns, body: arm.body.clone() }).collect()
            }
        };
        Some(Choice { form: Form::If, word: first.word.clone(), branches, all: self.start..fi.end })
    }
}

/// A condition of `[`, `[[` or `test`, several of them with `||` or `-o` between.
fn test(text: &str, span: Range<usize>) -> Option<Test> {
    let start = span.start;
    let at = |inner: Range<usize>| start + inner.start..start + inner.end;
    let tokens = tokens(&text[span]).into_iter().map(|token| match token {
        Token::Word(inner) | Token::Separator(_, inner) => at(inner),
    });
    // What only encloses them says nothing.
    let words: Vec<_> = tokens.filter(|word| !matches!(&text[word.clone()], "[" | "]" | "[[" | "]]" | "test" | ";" | "\n")).collect();
    let mut found: Option<Test> = None;
    for words in words.split(|word| matches!(&text[word.clone()], "||" | "-o")) {
        let [left, sign, right] = words else { return None };
        let asks = match &text[sign.clone()] {
            "=" | "==" => Asks::Same,
            "!=" => Asks::Other,
            _ => return None,
        };
        let is_asked = |word: &Range<usize>| text[word.clone()].contains(['$', '`']);
        let (word, given) = match (is_asked(left), is_asked(right)) {
            (true, false) => (left, right),
            (false, true) => (right, left),
            _ => return None,
        };
        let given: String = text[given.clone()].chars().filter(|c| !matches!(c, '"' | '\'')).collect();
        match &mut found {
            None => found = Some(Test { word: word.clone(), texts: vec![given], asks }),
            // `A != x || A != y` is always so.
            Some(known)
                if asks == Asks::Same && known.asks == Asks::Same && bare(&text[known.word.clone()]) == bare(&text[word.clone()]) =>
            {
                known.texts.push(given);
            }
            Some(_) => return None,
        }
    }
    found
}

/// `"${A}"` and `$A` are one word.
fn bare(word: &str) -> String {
    word.replace(['"', '\'', '{', '}'], "")
}
