//! Adding lines to files that are there.

/// The text with lines behind it, its line ends kept.
pub(super) fn with_lines(text: &str, lines: &[&str]) -> String {
    let end = line_end(text);
    let mut all = text.to_owned();
    if !all.is_empty() && !all.ends_with('\n') {
        all.push_str(end);
    }
    for line in lines {
        all.push_str(line);
        all.push_str(end);
    }
    all
}

/// The text with a line behind the first that `is_it`.
pub(super) fn with_line_after(text: &str, line: &str, is_it: impl Fn(&str) -> bool) -> Option<String> {
    let mut at = 0;
    for there in text.split_inclusive('\n') {
        at += there.len();
        if is_it(there.trim()) {
            let (before, behind) = text.split_at(at);
            return Some(with_lines(before, &[line]) + behind);
        }
    }
    None
}

fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

#[cfg(test)]
mod tests {
    use super::{with_line_after, with_lines};

    #[test]
    fn line_ends_stay_what_they_are() {
        assert_eq!(with_lines("", &["b"]), "b\n");
        assert_eq!(with_lines("a", &["b"]), "a\nb\n");
        assert_eq!(with_lines("a\r\n", &["b"]), "a\r\nb\r\n");
        assert_eq!(with_line_after("a\n[b]\nc", "new", |line| line == "[b]").as_deref(), Some("a\n[b]\nnew\nc"));
        assert_eq!(with_line_after("[b]", "new", |line| line == "[b]").as_deref(), Some("[b]\nnew\n"));
        assert_eq!(with_line_after("a", "new", |line| line == "[b]"), None);
    }
}
