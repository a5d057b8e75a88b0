//! One JSON object per line on stderr, for programs. The keys are stable.

use super::{Event, Reporter};
use crate::report::{Report, Versioned};
use serde_json::{Value, json};
use std::io::Write as _;

fn tell(value: &Value) {
    // Nobody reads stderr any more: nothing is lost.
    let _ = writeln!(std::io::stderr().lock(), "{}", json!(Versioned::new(value)));
}

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
        tell(&value);
    }

    fn faults(&self, report: &Report) {
        for finding in &report.findings {
            tell(&json!({ "event": "finding", "finding": finding }));
        }
        for step in &report.steps {
            if let Some(failure) = &step.failure {
                tell(&json!({ "event": "failed", "step": step.id, "failure": failure }));
            }
        }
    }
}
