//! Secrets that are plain words stand in too many places: they are one only where they stand alone.

use archwright_model::secret::MASK;
use std::borrow::Cow;

/// The text without a word, wherever that stands alone; in `linux/amd64`, `linux-arm64` or `/srv/linux` it is part of a name.
pub(super) fn without<'a>(text: Cow<'a, str>, word: &str) -> Cow<'a, str> {
    let alone: Vec<_> = text
        .match_indices(word)
        .map(|(at, _)| at..at + word.len())
        .filter(|place| {
            let (before, after) = (&text[..place.start], &text[place.end..]);
            let joins_before = word.starts_with(is_part) && ends_in_a_name(before);
            let joins_after = word.ends_with(is_part) && begins_in_a_name(after);
            !joins_before && !joins_after
        })
        .collect();
    if alone.is_empty() {
        return text;
    }
    let mut masked = text.into_owned();
    alone.into_iter().rev().for_each(|place| masked.replace_range(place, MASK));
    Cow::Owned(masked)
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '/')
}

/// A full stop is part of a name only between two of its parts.
fn ends_in_a_name(before: &str) -> bool {
    before.strip_suffix('.').unwrap_or(before).ends_with(is_part)
}

fn begins_in_a_name(after: &str) -> bool {
    after.strip_prefix('.').unwrap_or(after).starts_with(is_part)
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn a_word_is_one_where_it_stands_alone() {
        for (text, shown) in [
            ("linux", "***"),
            ("the password is linux.", "the password is ***."),
            ("me:linux, password=linux \"linux\" (linux)", "me:***, password=*** \"***\" (***)"),
            ("linux/amd64, linux-arm64, /srv/linux, my_linux, linux.example.org, a.linux, linuxes, gnulinux", ""),
            ("Linux", ""),
        ] {
            assert_eq!(without(text.into(), "linux"), if shown.is_empty() { text } else { shown });
        }
        assert_eq!(without("user:!a1b@host".into(), "!a1b"), "user:***@host");
    }
}
