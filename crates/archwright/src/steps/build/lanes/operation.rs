//! One operation of a build: what it is, what it printed, how it ended.

use crate::text::overwritten;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use std::collections::VecDeque;

/// An operation that was seen, and what it printed last.
#[derive(Debug, Default)]
pub(super) struct Operation {
    pub(super) lane: String,
    pub(super) text: String,
    pub(super) error: String,
    pub(super) told: Told,
    log: VecDeque<String>,
    /// What was printed behind the last line's end.
    partial: String,
}

/// What was told of an operation; BuildKit says the same several times.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    #[default]
    Nothing,
    Started,
    Cached,
}

/// How many lines of a failed operation are kept.
const KEPT: usize = 20;

/// A line that is longer, in bytes, is told in pieces.
const LONGEST: usize = 64 << 10;

impl Operation {
    /// Whether it failed by itself; BuildKit cancels what runs beside a failure.
    pub(super) fn has_failed(&self) -> bool {
        !self.error.is_empty() && !self.error.contains("context canceled")
    }

    /// Takes what it wrote, in base64, and tells the lines that it made whole: BuildKit hands over what was written, not lines.
    pub(super) fn wrote(&mut self, data: &str, tell: impl Fn(&str)) {
        self.partial.push_str(&decode(data));
        let written = std::mem::take(&mut self.partial);
        let (whole, partial) = written.rsplit_once('\n').map_or((None, written.as_str()), |(whole, partial)| (Some(whole), partial));
        for line in whole.into_iter().flat_map(|whole| whole.split('\n')) {
            self.said(overwritten(line), &tell);
        }
        self.partial.push_str(partial);
        if self.partial.len() > LONGEST {
            self.end(tell);
        }
    }

    /// Tells what it wrote behind its last line's end.
    pub(super) fn end(&mut self, tell: impl Fn(&str)) {
        let partial = std::mem::take(&mut self.partial);
        if !partial.is_empty() {
            self.said(overwritten(&partial), &tell);
        }
    }

    /// The last lines that it printed.
    pub(super) fn log(&self) -> Vec<String> {
        self.log.iter().cloned().collect()
    }

    fn said(&mut self, line: &str, tell: &impl Fn(&str)) {
        tell(line);
        if self.log.len() == KEPT {
            self.log.pop_front();
        }
        self.log.push_back(line.to_owned());
    }
}

/// What an operation wrote; what is no base64 is left out.
fn decode(data: &str) -> String {
    BASE64_STANDARD.decode(data).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Operation, decode};
    use base64::prelude::{BASE64_STANDARD, Engine as _};
    use std::cell::RefCell;

    #[test]
    fn logs_are_read() {
        assert_eq!(decode("aGVsbG8sIHdvcmxkCg=="), "hello, world\n");
        assert_eq!(decode("?"), "");
    }

    #[test]
    fn lines_are_told_once_and_the_last_ones_kept() {
        let (mut operation, told) = (Operation::default(), RefCell::new(Vec::new()));
        let tell = |line: &str| told.borrow_mut().push(line.to_owned());
        for part in ["10%\r20%\r30%\r\nhal", "f a line\nno end"] {
            operation.wrote(&BASE64_STANDARD.encode(part), tell);
        }
        assert_eq!(*told.borrow(), ["30%", "half a line"]);
        operation.end(tell);
        operation.end(tell);
        assert_eq!(*told.borrow(), ["30%", "half a line", "no end"]);
        assert_eq!(operation.log(), *told.borrow());
        operation.wrote(&BASE64_STANDARD.encode("x".repeat(100_000)), tell);
        assert_eq!(told.borrow().len(), 4, "a line without an end is not kept for ever");
    }
}
