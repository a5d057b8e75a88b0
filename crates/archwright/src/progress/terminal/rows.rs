//! A terminal that is written to in rows, none of them full.
//!
//! indicatif fills each row to its end and lets the terminal go on in the next. The `^C` that a terminal echoes then begins a
//! row that nobody knows of, and a live line stays on the screen for good. Here a row is ended by the line behind it, and leaves
//! room for the echo.

use super::frame::Frame;
use console::Term;
use indicatif::{ProgressDrawTarget, TermLike};
use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// As wide as `^C`.
const ECHO: u16 = 2;

/// The terminal behind stderr. Clones are the same.
#[derive(Debug, Clone)]
pub(super) struct Rows {
    term: Term,
    frame: Arc<Mutex<Frame>>,
}

impl Default for Rows {
    fn default() -> Self {
        Self { term: Term::buffered_stderr(), frame: Arc::default() }
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
        if let Some(end) = self.frame().end() {
            // The terminal is gone: nothing is lost.
            let _ = self.term.write_str(end).and_then(|()| self.term.flush());
        }
    }

    fn frame(&self) -> MutexGuard<'_, Frame> {
        self.frame.lock().unwrap_or_else(PoisonError::into_inner)
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
        self.frame().up(n);
        Ok(())
    }

    fn move_cursor_down(&self, n: usize) -> io::Result<()> {
        self.frame().down(n);
        Ok(())
    }

    /// Every row is written from its start.
    fn move_cursor_right(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn move_cursor_left(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        let mut frame = self.frame();
        frame.write(text);
        frame.down(1);
        frame.back();
        Ok(())
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        match text {
            "\r" => self.frame().back(),
            // What is to fill the row.
            blank if blank.bytes().all(|byte| byte == b' ') => {}
            text => self.frame().write(text),
        }
        Ok(())
    }

    fn clear_line(&self) -> io::Result<()> {
        self.frame().clear();
        Ok(())
    }

    fn flush(&self) -> io::Result<()> {
        let drawn = self.frame().drawn();
        self.term.write_str(&drawn)?;
        self.term.flush()
    }
}
