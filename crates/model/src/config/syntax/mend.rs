//! Finding the statement that a mistake is in, and blanking it.

use super::{Mistake, is_duplicate};
use std::ops::Range;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// The first mistake of a text, and what must go so that the rest can be read.
pub(super) fn first(text: &str) -> Option<(Mistake, Range<usize>)> {
    // The parser tells some mistakes differently before CRLF.
    let text = &text.replace("\r\n", " \n");
    let (table, errors) = DeTable::parse_recoverable(text);
    let start = |error: &toml::de::Error| error.span().map_or(text.len(), |span| span.start);
    let error = errors.iter().filter(|error| !is_duplicate(error)).min_by_key(|error| start(error))?;
    let start = start(error);
    let line = line_of(text, start);
    let part = |bytes: Range<usize>| text.get(bytes).unwrap_or_default();
    let (before, behind) = (part(line.start..start), part(start..line.end));
    // What is missing at a line's end is missing behind its last word.
    let byte = if behind.trim().is_empty() { line.start + before.trim_end().len() } else { start };
    // What is not there cannot be quoted.
    if error.message().starts_with("string values must be quoted") && behind.trim().is_empty() {
        return Some((Mistake { byte, message: "no value behind `=`".into(), hint: Some("write one, or leave the key out") }, line));
    }
    let mistake = Mistake { byte, message: shortened(error.message()), hint: hint(error.message(), part(line.clone())) };
    if mistake.message.starts_with("unclosed table") {
        // Without their header, its keys would be read as those of the table before.
        let end = lines(text, line.end..text.len()).find(|line| text[line.clone()].trim_start().starts_with('['));
        return Some((mistake, line.start..end.map_or(text.len(), |next| next.start)));
    }
    let Some((key, value)) = around(text, table.get_ref(), mistake.byte) else { return Some((mistake, line)) };
    let first = line_of(text, key);
    let last = line_of(text, value.span().end);
    match lines(text, first.end..last.end).find(|line| is_statement(&text[line.clone()])) {
        Some(next) => Some((unclosed(mistake, value), first.start..next.start)),
        None => Some((mistake, first.start..last.end)),
    }
}

/// Blanks a region, keeping its line ends; tells whether that changed anything.
pub(super) fn blank(text: &mut String, region: Range<usize>) -> bool {
    let Some(part) = text.get(region.clone()) else { return false };
    if part.trim().is_empty() {
        return false;
    }
    let blanks: String = part.bytes().map(|byte| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' }).collect();
    text.replace_range(region, &blanks);
    true
}

/// A value that runs over other statements was never closed: that is the mistake, and it is where the value starts.
fn unclosed(mistake: Mistake, value: &Spanned<DeValue<'_>>) -> Mistake {
    let what = match value.get_ref() {
        DeValue::Array(_) => "array, expected `]`",
        DeValue::Table(_) => "inline table, expected `}`",
        _ => "string, expected its closing quotes",
    };
    if matches!(value.get_ref(), DeValue::String(_)) && mistake.byte < value.span().end {
        return mistake;
    }
    Mistake { byte: value.span().start, message: format!("unclosed {what}"), hint: None }
}

/// What somebody meant whose habits are of another language.
fn hint(message: &str, line: &str) -> Option<&'static str> {
    let is_word = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    if message.starts_with("string values must be quoted") {
        return Some("put it in quotes: `key = \"value\"`");
    }
    if message.starts_with("missing escaped value") {
        return Some("in single quotes, `\\` stands for itself");
    }
    let yaml = line
        .trim_start_matches('\u{feff}')
        .trim_start()
        .trim_start_matches("- ")
        .split_once(':')
        .is_some_and(|(key, _)| is_word(key.trim_end()));
    (yaml && !line.contains('=')).then_some("TOML is no YAML: it has `key = \"value\"`, and tables as `[table]`")
}

/// A parser's message without the expectations that say nothing.
fn shortened(message: &str) -> String {
    let message = message.trim_end_matches(", expected nothing").trim_end_matches(", expected literal string");
    message.into()
}

/// The statement whose value starts on a line before that byte and reaches it.
fn around<'t>(text: &str, table: &'t DeTable<'t>, byte: usize) -> Option<(usize, &'t Spanned<DeValue<'t>>)> {
    let line = line_of(text, byte);
    table.iter().find_map(|(key, value)| {
        let span = value.span();
        // The span of a table with a header is its header.
        let is_header = value.get_ref().is_table() && text.as_bytes().get(span.start) == Some(&b'[');
        if !is_header && span.start < line.start && byte <= span.end {
            return Some((key.span().start, value));
        }
        value.get_ref().as_table().and_then(|table| around(text, table, byte))
    })
}

/// The line of a byte, its end included.
fn line_of(text: &str, byte: usize) -> Range<usize> {
    let start = text.as_bytes()[..byte.min(text.len())].iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let end = text.as_bytes()[start..].iter().position(|byte| *byte == b'\n').map_or(text.len(), |length| start + length + 1);
    start..end
}

/// The lines that start in a region.
fn lines(text: &str, region: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut next = region.start;
    std::iter::from_fn(move || {
        let line = (next < region.end).then(|| line_of(text, next))?;
        next = line.end;
        Some(line)
    })
}

/// Whether a line reads like `key = …` or `[table]`, as no line inside an array or a string should.
fn is_statement(line: &str) -> bool {
    let line = line.trim();
    let bare = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_. \"'".contains(c));
    let is_key = line.split_once('=').is_some_and(|(key, _)| bare(key.trim()));
    let header = line.strip_prefix('[').and_then(|line| line.split_once(']')).map(|(header, _)| header);
    is_key || header.is_some_and(|header| bare(header) && !header.starts_with(['"', '\'']))
}
