//! What fits where on a terminal, in the columns that characters take up there.

use crate::text::plain;
use console::{Alignment, measure_text_width, pad_str, truncate_str};
use std::borrow::Cow;

/// A name as wide as the others, and never more than two fifths of the terminal. Of an image's, the platform stays.
pub(super) fn key_column(key: &str, width: usize, columns: usize) -> String {
    let width = width.min(columns * 2 / 5);
    let room = |platform: &str| width.checked_sub(measure_text_width(platform) + 1).filter(|room| *room > 3);
    let shortened = match key.rsplit_once(' ').and_then(|(image, platform)| Some((image, platform, room(platform)?))) {
        Some((image, platform, room)) => format!("{} {platform}", truncate_str(image, room, "…")),
        None => key.to_owned(),
    };
    pad_str(&shortened, width, Alignment::Left, Some("…")).into_owned()
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
        assert_eq!(key_column("noetl linux/arm64", 17, 30), "noetl linux…");
        assert_eq!(key_column("noetl-local-dev linux/arm64", 27, 60), "noetl-local… linux/arm64");
        assert_eq!(key_column("日本語", 7, 80), "日本語 ");
    }

    #[test]
    fn lines_are_cut_by_columns_not_by_characters() {
        assert_eq!(fitted("short", 60), "short");
        assert_eq!(fitted("日本語日本語", 7), "日本語…");
        assert_eq!(one_line("\u{1b}[31mred\u{1b}[0m\tand\r\u{7}"), "red and");
    }
}
