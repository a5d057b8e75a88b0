//! One line per event, for logs.

use super::{Event, Reporter, seconds};
use crate::{
    report::{Failure, Report, faults},
    text::plain,
};
use std::{
    collections::VecDeque,
    io::Write as _,
    sync::{Mutex, PoisonError},
};

/// Writes plain lines to stderr.
#[derive(Debug, Default)]
pub struct PlainReporter {
    /// What steps said last, as it was said.
    recent: Mutex<VecDeque<String>>,
}

/// As many lines as a reader sees at once with a failure at their end.
const RECENT: usize = 60;

impl PlainReporter {
    fn said(&self, text: &str) {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if recent.len() == RECENT {
            recent.pop_front();
        }
        recent.push_back(text.to_owned());
    }

    /// Whether the lines of a failure stand just above.
    fn has_just_said(&self, failure: &Failure) -> bool {
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let mut recent = recent.iter();
        !failure.details.is_empty() && failure.details.iter().all(|line| recent.any(|said| said == line))
    }
}

impl Reporter for PlainReporter {
    fn event(&self, event: &Event<'_>) {
        let line = match event {
            Event::Started { step } => format!("{step}: start"),
            Event::Line { step, text } => {
                self.said(text);
                format!("{step} | {text}")
            }
            Event::Lane { step, lane, text, .. } => {
                self.said(text);
                format!("{step} | {lane}: {text}")
            }
            Event::Ended { step, outcome, note, elapsed } => {
                let note = if note.is_empty() { String::new() } else { format!(" ({note})") };
                format!("{step}: {outcome} in {}{note}", seconds(*elapsed))
            }
        };
        // Nobody reads stderr any more: nothing is lost.
        let _ = writeln!(std::io::stderr().lock(), "{}", plain(&line));
    }

    /// What was just said is not said again; the report has it all.
    fn faults(&self, report: &Report) {
        let mut report = report.clone();
        for failure in report.steps.iter_mut().filter_map(|step| step.failure.as_mut()) {
            if self.has_just_said(failure) {
                failure.details.clear();
                failure.message.push_str("; what it said stands above");
            }
        }
        let _ = write!(std::io::stderr().lock(), "{}", plain(&faults(&report)));
    }
}
