//! Who is told what happens while it happens. Talk goes to stderr, never to stdout.

mod json;
mod masked;
mod plain;
#[cfg(feature = "cli")]
mod terminal;

pub use json::JsonReporter;
pub(crate) use masked::Masked;
pub use plain::PlainReporter;
#[cfg(feature = "cli")]
pub use terminal::{Emphasis, TerminalReporter};

use crate::{
    report::{self, Report},
    text::plain,
};
use archwright_plan::StepId;
use std::{io::Write as _, time::Duration};

/// Something that happened.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// A step began.
    Started {
        /// The step.
        step: &'a StepId,
    },
    /// A line that a step's command printed.
    Line {
        /// The step.
        step: &'a StepId,
        /// The line.
        text: &'a str,
    },
    /// Where one platform of an image stands.
    Lane {
        /// The step.
        step: &'a StepId,
        /// Image and platform: `noetl linux/arm64`.
        lane: &'a str,
        /// What it is doing: `[2/4] COPY …`.
        text: &'a str,
        /// Whether it is the lane's end.
        done: bool,
    },
    /// A step ended.
    Ended {
        /// The step.
        step: &'a StepId,
        /// `done`, `already so`, `skipped` or `failed`.
        outcome: &'a str,
        /// What there is to say about it.
        note: &'a str,
        /// How long it took.
        elapsed: Duration,
    },
}

/// Is told every event, from several threads.
pub trait Reporter: Send + Sync {
    /// One event.
    fn event(&self, event: &Event<'_>);

    /// The run is over; what is still on the screen goes.
    fn finish(&self) {}

    /// What went wrong, once the run is over.
    fn faults(&self, report: &Report) {
        // Nobody reads stderr any more: the exit code still tells.
        let _ = write!(std::io::stderr().lock(), "{}", plain(&report::faults(report)));
    }
}

/// Tells nobody.
#[derive(Debug, Default)]
pub struct Silent;

impl Reporter for Silent {
    fn event(&self, _: &Event<'_>) {}

    fn faults(&self, _: &Report) {}
}

/// A duration in a person's precision: `0.3 s`, `12.4 s`, `2 m 05 s`.
pub fn seconds(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs_f64();
    if seconds < 60.0 {
        return format!("{seconds:.1} s");
    }
    let whole = elapsed.as_secs();
    format!("{} m {:02} s", whole / 60, whole % 60)
}
