//! Text as a log or a terminal may have it. What commands print and registries answer can move the cursor, set the title, or
//! overwrite what stands above it; none of that is let through.

use std::borrow::Cow;

/// The text without escape sequences and control characters; tabs and line ends stay.
///
/// What a sequence that does not end would swallow stays as text: nothing is hidden by it.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unwanted) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\u{1b}' => rest = &rest[sequence(rest)..],
            '\u{9b}' => rest = &rest[control_sequence(rest)..],
            '\u{90}' | '\u{98}' | '\u{9d}'..='\u{9f}' => rest = &rest[control_string(rest)..],
            c if is_unwanted(c) => {}
            c => plain.push(c),
        }
    }
    Cow::Owned(plain)
}

/// JSON whose last control characters are escapes too: `serde_json` leaves DEL and those of Latin-1 as they are.
#[cfg(feature = "cli")]
pub(crate) fn escaped(json: &str) -> Cow<'_, str> {
    if !json.contains(is_unwanted) {
        return Cow::Borrowed(json);
    }
    let escape = |c: char| if is_unwanted(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() };
    Cow::Owned(json.chars().map(escape).collect())
}

/// What stays on the screen of a line that is written over again and again, as progress bars do.
pub(crate) fn overwritten(line: &str) -> &str {
    line.rsplit('\r').find(|part| !part.is_empty()).unwrap_or_default()
}

fn is_unwanted(c: char) -> bool {
    c.is_control() && c != '\n' && c != '\t'
}

/// How much behind an ESC belongs to it (ECMA-48, 5.3 to 5.6).
fn sequence(rest: &str) -> usize {
    match rest.bytes().next() {
        Some(b'[') => 1 + control_sequence(&rest[1..]),
        Some(b']' | b'P' | b'X' | b'^' | b'_') => 1 + control_string(&rest[1..]),
        Some(b' '..=b'/') => {
            let end = rest.bytes().position(|byte| !(b' '..=b'/').contains(&byte));
            end.filter(|end| (b'0'..=b'~').contains(&rest.as_bytes()[*end])).map_or(0, |end| end + 1)
        }
        Some(b'0'..=b'~') => 1,
        _ => 0,
    }
}

/// Parameters, intermediate bytes, and the one that ends it.
fn control_sequence(rest: &str) -> usize {
    let end = rest.bytes().position(|byte| !(b' '..=b'?').contains(&byte));
    end.filter(|end| (b'@'..=b'~').contains(&rest.as_bytes()[*end])).map_or(0, |end| end + 1)
}

/// Everything to the string terminator, or to BEL as xterm has it, on one line.
fn control_string(rest: &str) -> usize {
    let line = rest.split('\n').next().unwrap_or_default();
    let ends = ["\u{7}", "\u{1b}\\", "\u{9c}"];
    ends.iter().filter_map(|end| line.find(end).map(|at| at + end.len())).min().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{escaped, overwritten, plain};

    #[test]
    fn json_keeps_what_it_says_in_escapes() {
        let said = "a\u{1b}[31m\u{9b}31m\u{7f}\u{e4}";
        let json = serde_json::to_string(said).unwrap();
        assert_eq!(escaped(&json), r#""a\u001b[31m\u009b31m\u007fä""#);
        assert_eq!(serde_json::from_str::<String>(&escaped(&json)).unwrap(), said);
    }

    #[test]
    fn nothing_that_moves_the_cursor_is_left() {
        for (text, shown) in [
            ("as it is\n\ttoo, überall", "as it is\n\ttoo, überall"),
            ("\u{1b}[1;31mred\u{1b}[0m", "red"),
            ("\u{1b}[2J\u{1b}[H\u{1b}[?25lgone?", "gone?"),
            ("\u{1b}]0;title\u{7}\u{1b}]8;;http://x\u{1b}\\link\u{1b}]8;;\u{1b}\\", "link"),
            ("\u{1b}Pq#0\u{1b}\\sixel", "sixel"),
            ("\u{9b}31mred\u{9d}0;title\u{9c}!", "red!"),
            ("\u{1b}(B\u{1b}7\u{1b}csaved", "saved"),
            ("ding\u{7}\u{8}\u{8}dong\r\u{7f}", "dingdong"),
            // Nothing is swallowed by what does not end.
            ("\u{1b}]0;not hidden\nnor this", "0;not hidden\nnor this"),
            ("\u{1b}[31", "31"),
            ("\u{1b}", ""),
            ("\u{1b}ü\u{1b}[ü", "üü"),
        ] {
            assert_eq!(plain(text), shown, "{text:?}");
            assert!(!plain(text).contains(super::is_unwanted), "{text:?}");
        }
    }

    #[test]
    fn of_a_progress_bar_its_last_state_is_left() {
        assert_eq!(overwritten("10%\r20%\r30%"), "30%");
        assert_eq!(overwritten("30%\r"), "30%");
        assert_eq!(overwritten("plain"), "plain");
        assert_eq!(overwritten(""), "");
    }
}
