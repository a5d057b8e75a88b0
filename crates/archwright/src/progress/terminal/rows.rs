//! A terminal that is written to in rows, none of them full.
//!
//! indicatif fills each row to its end and lets the terminal go on in the next. The `^C` that a terminal echoes then begins a
//! row that nobody knows of, and a live line stays on the screen for good. Here a row is ended by the line behind it, and leaves
//! room for the echo.

use console::Term;
use indicatif::{ProgressDrawTarget, TermLike};
use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// As wide as `^C`.
const ECHO: u16 = 2;

/// The terminal behind stderr. Clones are the same.
#[derive(Debug, Clone)]
pub(super) struct Rows {
    term: Term,
    /// Whether a row was written and not ended.
    open: Arc<AtomicBool>,
}

impl Default for Rows {
    fn default() -> Self {
        Self { term: Term::buffered_stderr(), open: Arc::default() }
    }
}

impl Rows {
    /// What live lines are drawn to; nothing where there is no terminal.
    pub(super) fn target(&self) -> ProgressDrawTarget {
        if self.term.is_term() { ProgressDrawTarget::term_like(Box::new(self.clone())) } else { ProgressDrawTarget::hidden() }
    }

    /// How wide a line may be now.
    pub(super) fn columns(&self) -> usize {
        self.width().into()
    }

    /// Ends the last row, so that what is printed next begins one.
    pub(super) fn end(&self) {
        if self.open.swap(false, Ordering::SeqCst) {
            // The terminal is gone: nothing is lost.
            let _ = self.term.write_str("\n").and_then(|()| self.term.flush());
        }
    }

    /// The cursor goes elsewhere, to a row that is there already.
    fn leave(&self) {
        self.open.store(false, Ordering::SeqCst);
    }
}

impl TermLike for Rows {
    fn width(&self) -> u16 {
        self.term.size().1.saturating_sub(ECHO).max(1)
    }

    fn height(&self) -> u16 {
        self.term.size().0
    }

    fn move_cursor_up(&self, n: usize) -> io::Result<()> {
        self.term.move_cursor_up(n)
    }

    fn move_cursor_down(&self, n: usize) -> io::Result<()> {
        self.term.move_cursor_down(n)
    }

    fn move_cursor_right(&self, n: usize) -> io::Result<()> {
        self.term.move_cursor_right(n)
    }

    fn move_cursor_left(&self, n: usize) -> io::Result<()> {
        self.term.move_cursor_left(n)
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        self.write_str(text)?;
        self.leave();
        self.term.write_str("\n")
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        match text {
            "\r" => self.leave(),
            // What is to fill the row.
            blank if blank.bytes().all(|byte| byte == b' ') => return Ok(()),
            _ if self.open.swap(true, Ordering::SeqCst) => self.term.write_str("\n")?,
            _ => {}
        }
        self.term.write_str(text)
    }

    fn clear_line(&self) -> io::Result<()> {
        self.leave();
        self.term.clear_line()
    }

    fn flush(&self) -> io::Result<()> {
        self.term.flush()
    }
}
