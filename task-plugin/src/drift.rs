//! How a file differs from what would be generated.

use std::fmt;

/// Lines of context, and the most that are shown of each side.
const CONTEXT: usize = 2;
const SHOWN: usize = 8;

/// A generated file that is not what the project gives today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// The file, relative to the project.
    pub path: String,
    /// The first difference: `@@ line 12 @@`, then lines marked with blank, `-` (there) and `+` (expected).
    pub lines: Vec<String>,
    /// The command that writes the file anew.
    pub fix: String,
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not what archwright.toml gives; run `{}`", self.path, self.fix)?;
        self.lines.iter().try_for_each(|line| write!(f, "\n{line}"))
    }
}

impl std::error::Error for Drift {}

/// The differing part of two texts, shortened; none if they have the same lines.
pub(crate) fn difference(there: &str, expected: &str) -> Vec<String> {
    let (there, expected): (Vec<_>, Vec<_>) = (there.lines().collect(), expected.lines().collect());
    if there == expected {
        return Vec::new();
    }
    let same = there.iter().zip(&expected).take_while(|(a, b)| a == b).count();
    let rest = there[same..].iter().rev().zip(expected[same..].iter().rev()).take_while(|(a, b)| a == b).count();
    let mut lines = vec![format!("@@ line {} @@", same + 1)];
    lines.extend(there[same.saturating_sub(CONTEXT)..same].iter().map(|line| format!(" {line}")));
    side('-', &there[same..there.len() - rest], &mut lines);
    side('+', &expected[same..expected.len() - rest], &mut lines);
    lines
}

fn side(mark: char, side: &[&str], lines: &mut Vec<String>) {
    lines.extend(side.iter().take(SHOWN).map(|line| format!("{mark}{line}")));
    if side.len() > SHOWN {
        lines.push(format!("{mark}… {} more", side.len() - SHOWN));
    }
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn the_first_difference_is_shown_with_what_stands_before_it() {
        let lines = difference("a\nb\nc\nd\ne\n", "a\nb\nc\nD\nd2\ne\n");
        assert_eq!(lines, ["@@ line 4 @@", " b", " c", "-d", "+D", "+d2"]);
    }

    #[test]
    fn line_ends_are_no_difference_and_long_ones_are_cut() {
        assert_eq!(difference("a\r\nb\r\n", "a\nb\n"), [""; 0]);
        let many = ["line"; 12].join("\n");
        let lines = difference("", &many);
        assert_eq!(lines.first().map(String::as_str), Some("@@ line 1 @@"));
        assert_eq!(lines.last().map(String::as_str), Some("+… 4 more"));
        assert_eq!(difference("a\na\n", "a\n"), ["@@ line 2 @@", " a", "-a"]);
    }
}
