//! What fits where on a terminal, in the columns that characters take up there.

use crate::text::plain;
use console::{Alignment, pad_str, truncate_str};
use std::borrow::Cow;

/// A name as wide as the others, and never more than a third of the terminal.
pub(super) fn key_column(key: &str, width: usize, columns: usize) -> String {
    pad_str(key, width.min(columns / 3), Alignment::Left, Some("…")).into_owned()
}

/// A line that a terminal of so many columns does not wrap.
pub(super) fn fitted(line: &str, columns: usize) -> Cow<'_, str> {
    truncate_str(line, columns, "…")
}

/// A line without what moves the cursor: colours go, a tab or a line's end is a space.
pub(super) fn one_line(text: &str) -> String {
    plain(text).replace(['\t', '\n'], " ")
}

#[cfg(test)]
mod tests {
    use super::{fitted, key_column, one_line};

    #[test]
    fn names_are_as_wide_as_each_other_and_leave_room() {
        assert_eq!(key_column("ui.web", 17, 80), "ui.web           ");
        assert_eq!(key_column("noetl linux/arm64", 17, 30), "noetl lin…");
        assert_eq!(key_column("日本語", 7, 80), "日本語 ");
    }

    #[test]
    fn lines_are_cut_by_columns_not_by_characters() {
        assert_eq!(fitted("short", 60), "short");
        assert_eq!(fitted("日本語日本語", 7), "日本語…");
        assert_eq!(one_line("\u{1b}[31mred\u{1b}[0m\tand\r\u{7}"), "red and");
    }
}
