//! What a terminal shows of live lines, and the least that makes it show the next ones.
//!
//! indicatif clears every row before it writes it again: a terminal that draws in between flickers. Here only rows that changed are
//! written, over what stands there.

/// Rows from the first one that was ever written; the cursor is in one of them.
#[derive(Debug, Default)]
pub(super) struct Frame {
    shown: Vec<String>,
    cursor: usize,
    wanted: Vec<String>,
    /// Where the next text goes.
    row: usize,
    /// Whether that row was written: then the next text goes below it.
    open: bool,
}

/// Rows further above the cursor are never written again: no terminal is that high.
const KEPT: usize = 512;

impl Frame {
    pub(super) fn up(&mut self, count: usize) {
        self.row = self.row.saturating_sub(count);
    }

    pub(super) fn down(&mut self, count: usize) {
        self.row += count;
    }

    /// The cursor stands at the start of its row.
    pub(super) fn back(&mut self) {
        self.open = false;
    }

    pub(super) fn clear(&mut self) {
        self.put("");
        self.open = false;
    }

    /// A text in a row of its own.
    pub(super) fn write(&mut self, text: &str) {
        if self.open {
            self.row += 1;
        }
        self.put(text);
        self.open = true;
    }

    /// Ends the cursor's row if it has a text: what makes the terminal do so.
    pub(super) fn end(&mut self) -> Option<&'static str> {
        if !std::mem::take(&mut self.open) {
            return None;
        }
        self.row += 1;
        self.cursor = self.row;
        for rows in [&mut self.wanted, &mut self.shown] {
            rows.resize(rows.len().max(self.row + 1), String::new());
        }
        Some("\n")
    }

    fn put(&mut self, text: &str) {
        self.wanted.resize(self.wanted.len().max(self.row + 1), String::new());
        text.clone_into(&mut self.wanted[self.row]);
    }

    /// What makes the terminal show it.
    pub(super) fn drawn(&mut self) -> String {
        self.wanted.resize(self.wanted.len().max(self.row + 1), String::new());
        let mut out = String::new();
        for row in 0..self.wanted.len() {
            let is_new = row >= self.shown.len();
            if !is_new && self.shown[row] == self.wanted[row] {
                continue;
            }
            if is_new {
                self.go(self.shown.len().saturating_sub(1), &mut out);
                if !self.shown.is_empty() {
                    out.push('\n');
                }
                self.shown.push(String::new());
                self.cursor = row;
                out.push_str(&self.wanted[row]);
            } else {
                self.go(row, &mut out);
                out.push('\r');
                out.push_str(&self.wanted[row]);
                // To the end of the row.
                out.push_str("\u{1b}[K");
            }
            self.shown[row].clone_from(&self.wanted[row]);
        }
        self.go(self.row, &mut out);
        self.forget();
        out
    }

    fn go(&mut self, row: usize, out: &mut String) {
        let (rows, way) = if row < self.cursor { (self.cursor - row, 'A') } else { (row - self.cursor, 'B') };
        if rows > 0 {
            out.push_str("\u{1b}[");
            out.push_str(&rows.to_string());
            out.push(way);
        }
        self.cursor = row;
    }

    fn forget(&mut self) {
        let gone = self.row.saturating_sub(KEPT);
        self.shown.drain(..gone);
        self.wanted.drain(..gone);
        self.cursor -= gone;
        self.row -= gone;
    }
}

#[cfg(test)]
mod tests {
    use super::Frame;

    /// As indicatif draws: up, every row cleared, up, every row written.
    fn draw(frame: &mut Frame, before: usize, lines: &[&str]) -> String {
        frame.up(before.saturating_sub(1));
        for row in 0..before {
            frame.clear();
            if row + 1 != before {
                frame.down(1);
            }
        }
        frame.up(before.saturating_sub(1));
        for line in lines {
            frame.write(line);
        }
        frame.drawn()
    }

    #[test]
    fn only_rows_that_changed_are_written() {
        let mut frame = Frame::default();
        assert_eq!(draw(&mut frame, 0, &["a", "b", "c"]), "a\nb\nc");
        assert_eq!(draw(&mut frame, 3, &["a", "b", "c"]), "");
        assert_eq!(draw(&mut frame, 3, &["a", "B", "c"]), "\u{1b}[1A\rB\u{1b}[K\u{1b}[1B");
    }

    #[test]
    fn a_line_that_stays_goes_above_the_live_ones() {
        let mut frame = Frame::default();
        draw(&mut frame, 0, &["a", "b"]);
        assert_eq!(draw(&mut frame, 2, &["done", "a", "b"]), "\u{1b}[1A\rdone\u{1b}[K\u{1b}[1B\ra\u{1b}[K\nb");
        // The two live ones are below it.
        assert_eq!(draw(&mut frame, 2, &["a", "B"]), "\rB\u{1b}[K");
        assert_eq!(draw(&mut frame, 2, &["a"]), "\r\u{1b}[K\u{1b}[1A");
        assert_eq!(draw(&mut frame, 1, &[]), "\r\u{1b}[K");
        assert_eq!(frame.end(), None, "nothing is left that a line would have to end");
        draw(&mut frame, 1, &["last"]);
        assert_eq!(frame.end(), Some("\n"));
        assert_eq!(draw(&mut frame, 0, &["after"]), "\rafter\u{1b}[K");
    }

    #[test]
    fn what_scrolled_away_is_forgotten() {
        let mut frame = Frame::default();
        for number in 0..2000 {
            draw(&mut frame, usize::from(number > 0), &[&format!("line {number}"), "live"]);
        }
        assert!(frame.shown.len() < 600 && frame.wanted.len() == frame.shown.len());
        assert_eq!(draw(&mut frame, 1, &["last"]), "\rlast\u{1b}[K");
    }
}
