//! One line per event, for logs.

use super::{Event, Reporter, seconds};
use std::io::Write as _;

/// Writes plain lines to stderr.
#[derive(Debug, Default)]
pub struct PlainReporter;

impl Reporter for PlainReporter {
    fn event(&self, event: &Event<'_>) {
        let line = match event {
            Event::Started { step } => format!("{step}: start"),
            Event::Line { step, text } => format!("{step} | {text}"),
            Event::Lane { step, lane, text, .. } => format!("{step} | {lane}: {text}"),
            Event::Ended { step, outcome, note, elapsed } => {
                let note = if note.is_empty() { String::new() } else { format!(" ({note})") };
                format!("{step}: {outcome} in {}{note}", seconds(*elapsed))
            }
        };
        // Nobody reads stderr any more: nothing is lost.
        let _ = writeln!(std::io::stderr().lock(), "{line}");
    }
}
