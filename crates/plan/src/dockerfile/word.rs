//! The words of an instruction, each with its place.

use super::Joined;
use std::ops::Range;

/// A word as it is written, quotes and variables included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Its text, continuations taken out.
    pub text: String,
    /// Where it stands in the file.
    pub span: Range<usize>,
}

/// `NAME=VALUE`, or a name alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The name.
    pub name: Word,
    /// What is behind the `=`.
    pub value: Option<Word>,
}

impl Word {
    fn of(joined: &Joined, span: Range<usize>) -> Self {
        Self { text: joined.text()[span.clone()].to_owned(), span: joined.origins(span) }
    }
}

/// What stands between blanks: the sources of `COPY`, the parts of `FROM`.
pub(super) fn blank_separated(joined: &Joined) -> Vec<Word> {
    spans(joined.text(), Quotes::Plain, '\\').into_iter().map(|span| Word::of(joined, span)).collect()
}

/// The same, and blanks inside quotes or behind an escape part nothing: `ARG`, `ENV`, flags, the shell.
pub(super) fn quoted(joined: &Joined, escape: char) -> Vec<Word> {
    spans(joined.text(), Quotes::Hold, escape).into_iter().map(|span| Word::of(joined, span)).collect()
}

/// `["a", "b"]`; none if that is no such list, which makes it plain words.
pub(super) fn json(joined: &Joined) -> Option<Vec<Word>> {
    let text = joined.text().trim_end();
    let start = text.len() - text.trim_start().len();
    let items: Vec<String> = text.trim_start().starts_with('[').then(|| serde_json::from_str(text.trim_start()).ok())??;
    let mut at = start + 1;
    let mut words = Vec::new();
    for item in items {
        let open = at + text.get(at..)?.find('"')?;
        let mut close = open + 1;
        while let Some(byte) = text.as_bytes().get(close).filter(|byte| **byte != b'"') {
            close += if *byte == b'\\' { 2 } else { 1 };
        }
        words.push(Word { text: item, span: joined.origins(open + 1..close.min(text.len())) });
        at = close + 1;
    }
    Some(words)
}

/// The pairs of `ARG`, `ENV` and `LABEL`.
pub(super) fn pairs(joined: &Joined, escape: char) -> Vec<Pair> {
    let split = |span: Range<usize>| {
        let text = &joined.text()[span.clone()];
        match text.split_once('=') {
            Some((name, _)) => Pair {
                name: Word::of(joined, span.start..span.start + name.len()),
                value: Some(Word::of(joined, span.start + name.len() + 1..span.end)),
            },
            None => Pair { name: Word::of(joined, span), value: None },
        }
    };
    spans(joined.text(), Quotes::Hold, escape).into_iter().map(split).collect()
}

/// `ENV NAME the rest`, the form without `=`.
pub(super) fn name_and_rest(joined: &Joined) -> Option<Pair> {
    let text = joined.text().trim_end();
    let start = text.len() - text.trim_start().len();
    let name = text[start..].find(char::is_whitespace).map(|length| start..start + length)?;
    let rest = name.end + (text[name.end..].len() - text[name.end..].trim_start().len());
    Some(Pair { name: Word::of(joined, name), value: Some(Word::of(joined, rest..text.len())) })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    Plain,
    Hold,
}

fn spans(text: &str, quotes: Quotes, escape: char) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut start, mut quote, mut escaped) = (None, None, false);
    for (at, c) in text.char_indices() {
        if c.is_whitespace() && quote.is_none() && !escaped {
            found.extend(start.take().map(|start| start..at));
            continue;
        }
        start.get_or_insert(at);
        if quotes == Quotes::Plain {
            continue;
        }
        // Nothing is escaped between single quotes.
        if !escaped && c == escape && quote != Some('\'') {
            escaped = true;
            continue;
        }
        if !escaped && matches!(c, '"' | '\'') {
            match quote {
                None => quote = Some(c),
                Some(open) if open == c => quote = None,
                Some(_) => {}
            }
        }
        escaped = false;
    }
    found.extend(start.map(|start| start..text.len()));
    found
}

#[cfg(test)]
mod tests {
    use super::{Joined, blank_separated, json, name_and_rest, pairs, quoted};

    fn joined(text: &str) -> Joined {
        let mut joined = Joined::default();
        joined.push(text, 10);
        joined
    }

    #[test]
    fn quotes_hold_blanks_where_buildkit_lets_them() {
        let texts = |words: Vec<super::Word>| words.into_iter().map(|word| word.text).collect::<Vec<_>>();
        assert_eq!(texts(blank_separated(&joined("\"a b\"  c"))), ["\"a", "b\"", "c"]);
        assert_eq!(texts(quoted(&joined(r#"A="a b" B=c\ d 'e f"#), '\\')), [r#"A="a b""#, r"B=c\ d", "'e f"]);
    }

    #[test]
    fn lists_and_pairs_keep_their_places() {
        let words = json(&joined(r#" ["a b", "c\"d"] "#)).unwrap();
        assert_eq!((words[0].text.as_str(), words[0].span.clone()), ("a b", 13..16));
        assert_eq!((words[1].text.as_str(), words[1].span.clone()), ("c\"d", 20..24));
        assert_eq!(json(&joined("[a]")), None);
        assert_eq!(json(&joined(r#"["a"] && b"#)), None);
        let pairs = pairs(&joined("A=b C"), '\\');
        assert_eq!((pairs[0].name.span.clone(), pairs[0].value.as_ref().unwrap().span.clone()), (10..11, 12..13));
        assert_eq!((pairs[1].name.text.as_str(), pairs[1].value.is_none()), ("C", true));
        let pair = name_and_rest(&joined("A  b c ")).unwrap();
        assert_eq!((pair.name.text.as_str(), pair.value.unwrap().text.as_str()), ("A", "b c"));
    }
}
