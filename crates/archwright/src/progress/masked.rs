//! What is told, without what is secret: no reporter gets to see it.

use super::{Event, Reporter};
use crate::{report::Report, runner::Secrets};
use std::sync::Arc;

/// Tells another reporter, secrets masked.
pub(crate) struct Masked {
    pub(crate) inner: Arc<dyn Reporter>,
    pub(crate) secrets: Secrets,
}

impl Reporter for Masked {
    fn event(&self, event: &Event<'_>) {
        let mask = |text| self.secrets.mask(text);
        match *event {
            Event::Started { .. } => self.inner.event(event),
            Event::Line { step, text } => self.inner.event(&Event::Line { step, text: &mask(text) }),
            Event::Lane { step, lane, text, done } => self.inner.event(&Event::Lane { step, lane, text: &mask(text), done }),
            Event::Ended { step, outcome, note, elapsed } => self.inner.event(&Event::Ended { step, outcome, note: &mask(note), elapsed }),
        }
    }

    fn finish(&self) {
        self.inner.finish();
    }

    fn faults(&self, report: &Report) {
        self.inner.faults(report);
    }
}
