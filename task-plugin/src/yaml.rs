//! Single YAML scalars, and as much of a Taskfile as its lines tell.

use std::fmt::Write as _;

/// A text as a scalar: plain if nothing could read it as anything but a string, else a JSON string, which YAML reads too.
pub(crate) fn scalar(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | '.');
    let word = text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(|c| plain(c) || matches!(c, ' ' | ','));
    let trimmed = text.trim() == text;
    if word && trimmed && !is_keyword(text) { text.to_owned() } else { json(text) }
}

/// The words that YAML 1.1 or 1.2 reads as something else.
fn is_keyword(text: &str) -> bool {
    ["y", "n", "yes", "no", "on", "off", "true", "false", "null"].iter().any(|word| word.eq_ignore_ascii_case(text))
}

fn json(text: &str) -> String {
    let mut json = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\t' => json.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                let _ = write!(json, "\\u{:04x}", u32::from(c));
            }
            c => json.push(c),
        }
    }
    json.push('"');
    json
}

/// A text that go-task will not take for a template.
pub(crate) fn untemplated(text: &str) -> String {
    text.replace("{{", "{{\"{{\"}}")
}

/// Whether a document has that key at its top.
pub(crate) fn has_key(text: &str, key: &str) -> bool {
    value(text, key).is_some()
}

/// Where the block below a key at the top begins, right behind the key's own line, and how deep it stands; none if the key's value is
/// on its own line.
pub(crate) fn block(text: &str, key: &str) -> Option<(usize, String)> {
    let (at, value) = value(text, key)?;
    let is_block = value.is_empty() || value.starts_with('#');
    let first = text[at..].lines().find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
    let indent: String = first.unwrap_or_default().chars().take_while(|c| *c == ' ').collect();
    is_block.then(|| (at, if indent.is_empty() { "  ".to_owned() } else { indent }))
}

/// The keys below a key at the top.
pub(crate) fn children<'a>(text: &'a str, key: &str) -> impl Iterator<Item = &'a str> {
    let (lines, indent) = block(text, key).map_or(("", String::new()), |(at, indent)| (&text[at..], indent));
    let of_block = lines.lines().take_while(|line| line.is_empty() || line.starts_with([' ', '#', '\r']));
    of_block.filter_map(move |line| {
        let key = line.strip_prefix(&indent)?;
        let (key, _) = key.split_once(':').filter(|(key, _)| !key.starts_with([' ', '#', '-']))?;
        Some(key.trim_matches(['"', '\'']))
    })
}

/// What stands behind a key at the top on its line, and where the next line begins.
fn value<'a>(text: &'a str, key: &str) -> Option<(usize, &'a str)> {
    let mut at = 0;
    text.split_inclusive('\n').find_map(|line| {
        at += line.len();
        Some((at, line.strip_prefix(key)?.strip_prefix(':')?.trim()))
    })
}

#[cfg(test)]
mod tests {
    use super::{scalar, untemplated};

    #[test]
    fn only_what_is_surely_a_string_stays_plain() {
        for (text, expected) in [
            ("Build all images, each for its platforms", "Build all images, each for its platforms"),
            ("docker-build-noetl", "docker-build-noetl"),
            ("linux/amd64", "linux/amd64"),
            ("yes", "\"yes\""),
            ("Null", "\"Null\""),
            ("1.10", "\"1.10\""),
            ("9p-server", "\"9p-server\""),
            ("", "\"\""),
            ("a: b", "\"a: b\""),
            ("a #b", "\"a #b\""),
            ("say \"hi\" \\ bye", "\"say \\\"hi\\\" \\\\ bye\""),
            ("über", "\"über\""),
            ("a\u{7}b\u{2028}", "\"a\\u0007b\\u2028\""),
            ("trailing ", "\"trailing \""),
        ] {
            assert_eq!(scalar(text), expected);
        }
    }

    #[test]
    fn braces_survive_the_template_engine() {
        assert_eq!(untemplated("a {{.B}}"), "a {{\"{{\"}}.B}}");
    }
}
