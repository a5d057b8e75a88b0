//! One JSON object per line on stderr, for programs. The keys are stable.

use super::{Event, Reporter};
use serde_json::json;
use std::io::Write as _;

/// Writes events as JSON lines to stderr.
#[derive(Debug, Default)]
pub struct JsonReporter;

impl Reporter for JsonReporter {
    fn event(&self, event: &Event<'_>) {
        let value = match event {
            Event::Started { step } => json!({ "event": "started", "step": step }),
            Event::Line { step, text } => json!({ "event": "line", "step": step, "text": text }),
            Event::Lane { step, lane, text, done } => json!({ "event": "lane", "step": step, "lane": lane, "text": text, "done": done }),
            Event::Ended { step, outcome, note, elapsed } => {
                json!({ "event": "ended", "step": step, "outcome": outcome, "note": note, "seconds": elapsed.as_secs_f64() })
            }
        };
        // Nobody reads stderr any more: nothing is lost.
        let _ = writeln!(std::io::stderr().lock(), "{value}");
    }
}
