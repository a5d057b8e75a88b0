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
        let mut report = report.clone();
        report.mask(&self.secrets);
        self.inner.faults(&report);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{StepError, report::StepReport};
    use archwright_model::ExitKind;
    use archwright_plan::StepId;
    use std::{
        sync::{Mutex, PoisonError},
        time::Duration,
    };

    /// Keeps all that it is told.
    #[derive(Default)]
    struct Recorder(Mutex<Vec<String>>);

    impl Recorder {
        fn add(&self, text: String) {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(text);
        }
    }

    impl Reporter for Recorder {
        fn event(&self, event: &Event<'_>) {
            self.add(format!("{event:?}"));
        }

        fn faults(&self, report: &Report) {
            self.add(format!("{report:?}"));
        }
    }

    #[test]
    fn a_secret_is_in_nothing_that_is_told() {
        let (secrets, recorder) = (Secrets::default(), Arc::new(Recorder::default()));
        secrets.learn("hunter-2");
        let masked = Masked { inner: Arc::<Recorder>::clone(&recorder), secrets };
        let (step, text) = (&StepId::new("a"), "said hunter-2");
        masked.event(&Event::Line { step, text });
        masked.event(&Event::Lane { step, lane: "a linux/amd64", text, done: false });
        masked.event(&Event::Ended { step, outcome: "failed", note: text, elapsed: Duration::ZERO });
        let failed = StepReport::failed(step.clone(), &StepError::new(ExitKind::HostStep, text).details([text.to_owned()]).hint(text));
        masked.faults(&Report { steps: vec![failed], next: vec![text.into()], ..Report::default() });
        let told = recorder.0.lock().unwrap().clone();
        assert_eq!(told.len(), 4);
        for told in told {
            assert!(told.contains("said ***") && !told.contains("hunter-2"), "{told}");
        }
    }
}
