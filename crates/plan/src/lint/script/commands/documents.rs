//! Here-documents inside of a script: what a command writes to a file is data, and no commands.

use super::Token;
use crate::dockerfile::Heredoc;
use std::ops::Range;

/// Where the script goes on behind a line of it: behind the here-documents that the line begins, but for those that a shell reads.
/// Those with a quoted name, in which no variable is filled in, are added to `literal`.
pub(super) fn behind(text: &str, line: &[Token], at: usize, literal: &mut Vec<Range<usize>>) -> usize {
    let mut words = line.iter().filter_map(|token| match token {
        Token::Word(span) => text.get(span.clone()),
        Token::Separator(..) => None,
    });
    let is_shell = |word: &str| matches!(word.rsplit('/').next().unwrap_or_default(), "sh" | "bash" | "ash" | "dash" | "zsh");
    // `((a << b))` shifts a number.
    let is_shift = |pair: &[Token]| match pair {
        [Token::Separator(_, one), Token::Separator(_, other)] => one.end == other.start && text[one.start..].starts_with("(("),
        _ => false,
    };
    if line.windows(2).any(is_shift) || words.clone().any(is_shell) {
        return at;
    }
    let mut end = at;
    while let Some(word) = words.next() {
        let Some(begins) = word.find("<<").filter(|begins| !word[..*begins].contains(['"', '\'', '(', '`'])) else { continue };
        let begun = word[begins..].to_owned();
        let name = if matches!(begun.as_str(), "<<" | "<<-") { begun + words.next().unwrap_or_default() } else { begun };
        if let Some(document) = Heredoc::of(&name) {
            let start = end;
            // Without an end it goes on to the end of the script.
            for line in text[start..].split_inclusive('\n') {
                end += line.len();
                if document.ends_with(line.trim_end_matches(['\n', '\r'])) {
                    break;
                }
            }
            literal.extend((!document.expands).then_some(start..end));
        }
    }
    end
}
