//! Live lines on a terminal: one per running step, one per platform of an image.

mod columns;
mod frame;
mod rows;

use super::{Event, Reporter, seconds};
use columns::{fitted, key_column, one_line};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use rows::Rows;
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// Draws live lines; what is done stays as a plain line above them.
#[derive(Debug)]
pub struct TerminalReporter {
    screen: MultiProgress,
    rows: Rows,
    lines: Mutex<Lines>,
    emphasis: Emphasis,
}

/// How what runs is set off from what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Emphasis {
    /// In bold.
    #[default]
    Bold,
    /// Not at all, as `NO_COLOR` asks (no-color.org).
    Plain,
}

impl Emphasis {
    fn template(self) -> &'static str {
        match self {
            Self::Bold => "{spinner} {prefix:.bold}  {wide_msg} {elapsed:>4}",
            Self::Plain => "{spinner} {prefix}  {wide_msg} {elapsed:>4}",
        }
    }
}

impl Default for TerminalReporter {
    fn default() -> Self {
        Self::new(Emphasis::default())
    }
}

impl Drop for TerminalReporter {
    fn drop(&mut self) {
        self.finish();
    }
}

/// What is on the screen.
#[derive(Debug, Default)]
struct Lines {
    bars: BTreeMap<String, ProgressBar>,
    /// How wide the first column is; it never gets narrower, so that lines do not jump.
    key_width: usize,
}

impl Lines {
    /// Gives every line the same first column.
    fn align(&mut self, columns: usize) {
        let wanted = self.bars.keys().map(|key| console::measure_text_width(key)).max().unwrap_or(0);
        self.key_width = self.key_width.max(wanted);
        for (key, bar) in &self.bars {
            bar.set_prefix(key_column(key, self.key_width, columns));
        }
    }
}

impl TerminalReporter {
    /// A reporter to stderr.
    pub fn new(emphasis: Emphasis) -> Self {
        let rows = Rows::default();
        Self { screen: MultiProgress::with_draw_target(rows.target()), rows, lines: Mutex::default(), emphasis }
    }

    fn bar(&self, key: &str) -> ProgressBar {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bar) = lines.bars.get(key) {
            return bar.clone();
        }
        let bar = self.screen.add(ProgressBar::new_spinner());
        // The template is ours and has no unknown keys; the default style would do as well.
        if let Ok(style) = ProgressStyle::with_template(self.emphasis.template()) {
            bar.set_style(style);
        }
        lines.bars.insert(key.to_owned(), bar.clone());
        lines.align(self.rows.columns());
        drop(lines);
        bar.enable_steady_tick(Duration::from_millis(120));
        bar
    }

    fn clear(&self, matching: impl Fn(&str) -> bool) {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.bars.retain(|key, bar| {
            let gone = matching(key);
            if gone {
                bar.finish_and_clear();
            }
            !gone
        });
    }

    fn ended(&self, step: &str, outcome: &str, elapsed: Duration, note: &str) {
        let columns = self.rows.columns();
        let mark = if outcome == "failed" { '✗' } else { '✓' };
        let width = self.lines.lock().unwrap_or_else(PoisonError::into_inner).key_width;
        let step = key_column(step, width, columns);
        let line = format!("{mark} {step}  {outcome:10}  {:>8}  {}", seconds(elapsed), one_line(note));
        // The terminal is gone: nothing is lost.
        let _ = self.screen.println(fitted(line.trim_end(), columns));
    }
}

impl Reporter for TerminalReporter {
    fn event(&self, event: &Event<'_>) {
        match event {
            Event::Started { step } => self.bar(step.as_str()).set_message(String::new()),
            Event::Line { step, text } => self.bar(step.as_str()).set_message(one_line(text)),
            Event::Lane { lane, done: true, .. } => self.clear(|key| key == *lane),
            Event::Lane { lane, text, .. } => self.bar(lane).set_message(one_line(text)),
            Event::Ended { step, outcome, note, elapsed } => {
                self.clear(|key| key == step.as_str());
                self.ended(step.as_str(), outcome, *elapsed, note);
            }
        }
    }

    fn finish(&self) {
        self.clear(|_| true);
        self.rows.end();
    }
}
