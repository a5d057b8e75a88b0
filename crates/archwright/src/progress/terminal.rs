//! Live lines on a terminal: one per running step, one per platform of an image.

use super::{Event, Reporter, seconds};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// Draws live lines; what is done stays as a plain line above them.
#[derive(Debug, Default)]
pub struct TerminalReporter {
    screen: MultiProgress,
    bars: Mutex<BTreeMap<String, ProgressBar>>,
}

impl TerminalReporter {
    fn bar(&self, key: &str) -> ProgressBar {
        let mut bars = self.bars.lock().unwrap_or_else(PoisonError::into_inner);
        let make = || {
            let bar = self.screen.add(ProgressBar::new_spinner());
            // The template is ours and has no unknown keys; the default style would do as well.
            if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix:.bold} {wide_msg} {elapsed:>4}") {
                bar.set_style(style);
            }
            bar.set_prefix(key.to_owned());
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        };
        bars.entry(key.to_owned()).or_insert_with(make).clone()
    }

    fn clear(&self, matching: impl Fn(&str) -> bool) {
        let mut bars = self.bars.lock().unwrap_or_else(PoisonError::into_inner);
        bars.retain(|key, bar| {
            let gone = matching(key);
            if gone {
                bar.finish_and_clear();
            }
            !gone
        });
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
                let mark = if *outcome == "failed" { '✗' } else { '✓' };
                let note = if note.is_empty() { String::new() } else { format!("  {note}") };
                // The terminal is gone: nothing is lost.
                let _ = self.screen.println(format!("{mark} {step}  {outcome}  {}{note}", seconds(*elapsed)));
            }
        }
    }

    fn finish(&self) {
        self.clear(|_| true);
    }
}

/// A line without control characters, so that it cannot move the cursor.
fn one_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}
