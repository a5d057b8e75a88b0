//! Single YAML scalars.

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
