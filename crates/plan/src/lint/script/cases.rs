//! `case WORD in PATTERN) … ;; esac`.

use super::commands::{Token, tokens};
use std::ops::Range;

/// A `case`, by its places in the script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lint) struct CaseBlock {
    /// What it looks at.
    pub(in crate::lint) word: Range<usize>,
    /// What it does, in its order.
    pub(in crate::lint) branches: Vec<Branch>,
    /// Where it begins, and where it is over.
    pub(in crate::lint) all: Range<usize>,
}

/// A branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lint) struct Branch {
    /// Any of these, without their quotes.
    pub(in crate::lint) patterns: Vec<String>,
    /// What runs.
    pub(in crate::lint) body: Range<usize>,
}

enum Inside {
    /// Behind `case WORD`.
    Head,
    /// Where patterns stand.
    Patterns(Vec<String>),
    /// Behind `)`.
    Body(Vec<String>, usize),
}

struct Open {
    word: Range<usize>,
    start: usize,
    branches: Vec<Branch>,
    inside: Inside,
}

/// Every `case` of a script, an inner one before what is around it.
pub(super) fn cases(text: &str) -> Vec<CaseBlock> {
    let mut found = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    // Where `case` stood, if its word comes now; and whether a command begins here.
    let (mut head, mut begins) = (None, true);
    for token in tokens(text) {
        match token {
            Token::Word(span) => {
                let word = &text[span.clone()];
                if let Some(start) = head.take() {
                    open.push(Open { word: span, start, branches: Vec::new(), inside: Inside::Head });
                    continue;
                }
                let first = std::mem::replace(&mut begins, matches!(word, "then" | "do" | "else" | "{" | "!"));
                match open.last_mut() {
                    Some(case) if matches!(case.inside, Inside::Head) => case.inside = Inside::Patterns(Vec::new()),
                    Some(case) if word == "esac" && first => {
                        if let Inside::Body(patterns, at) = &case.inside {
                            case.branches.push(Branch { patterns: patterns.clone(), body: *at..span.start });
                        }
                        found.extend(open.pop().map(|case| CaseBlock {
                            word: case.word,
                            branches: case.branches,
                            all: case.start..span.end,
                        }));
                    }
                    Some(Open { inside: Inside::Patterns(patterns), .. }) => {
                        patterns.push(word.chars().filter(|c| !matches!(c, '"' | '\'')).collect());
                        begins = true;
                    }
                    Some(_) | None if word == "case" && first => head = Some(span.start),
                    Some(_) | None => {}
                }
            }
            Token::Separator(_, span) => {
                begins = true;
                let Some(case) = open.last_mut() else { continue };
                match (&mut case.inside, &text[span.clone()]) {
                    (Inside::Patterns(patterns), ")") => case.inside = Inside::Body(std::mem::take(patterns), span.end),
                    (Inside::Body(patterns, at), ";;") => {
                        case.branches.push(Branch { patterns: std::mem::take(patterns), body: *at..span.start });
                        case.inside = Inside::Patterns(Vec::new());
                    }
                    (Inside::Head | Inside::Patterns(_) | Inside::Body(..), _) => {}
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::cases;

    #[test]
    fn patterns_and_bodies() {
        let text = "x && case \"$A\" in ( 'linux/a' | b*) one; case $B in q) two;; esac ;; *) exit 1;; esac; tail";
        let found = cases(text);
        let shown = |at: usize| {
            let branches = found[at].branches.iter().map(|branch| (branch.patterns.join("|"), text[branch.body.clone()].trim()));
            (&text[found[at].word.clone()], branches.collect::<Vec<_>>())
        };
        assert_eq!(shown(0), ("$B", vec![("q".to_owned(), "two")]));
        assert_eq!(shown(1), ("\"$A\"", vec![("linux/a|b*".to_owned(), "one; case $B in q) two;; esac"), ("*".to_owned(), "exit 1")]));
        assert_eq!(&text[found[1].all.end..], "; tail");
        assert_eq!(cases("echo case x in y"), []);
    }
}
