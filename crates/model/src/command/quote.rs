//! Words for a shell.

use std::fmt::Write as _;

/// A word for any POSIX shell, in single quotes where it needs them.
///
/// Control characters, which a terminal would act on, are left to `printf`: dash has no `$'…'`. A command substitution drops line ends
/// at its end, so these stand behind it.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@%+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.into();
    }
    let body = word.trim_end_matches('\n');
    let ends = &word[body.len()..];
    if !body.contains(char::is_control) {
        return format!("'{}'", word.replace('\'', r"'\''"));
    }
    let ends = if ends.is_empty() { String::new() } else { format!("'{ends}'") };
    // What begins with a dash would be an option.
    let options_end = if body.starts_with('-') { "-- " } else { "" };
    format!("\"$(printf {options_end}'{}')\"{ends}", format_of(body))
}

/// The format that makes `printf` print a text.
fn format_of(text: &str) -> String {
    let mut format = String::new();
    for c in text.chars() {
        // Writing to a String cannot fail.
        let _ = match c {
            '%' => format.write_str("%%"),
            '\\' => format.write_str(r"\\"),
            c if c == '\'' || c.is_control() => c.to_string().bytes().try_for_each(|byte| write!(format, "\\{byte:03o}")),
            c => format.write_char(c),
        };
    }
    format
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn control_characters_are_printed_by_the_shell() {
        for (word, shown) in [
            ("a\u{1f}b's\\ 5%", r#""$(printf 'a\037b\047s\\ 5%%')""#),
            ("-\u{1b}[1m$x", r#""$(printf -- '-\033[1m$x')""#),
            ("a\nb\n", "\"$(printf 'a\\012b')\"'\n'"),
            ("a b\n", "'a b\n'"),
            ("\u{85}", r#""$(printf '\302\205')""#),
        ] {
            assert_eq!(quoted(word), shown);
        }
    }
}
