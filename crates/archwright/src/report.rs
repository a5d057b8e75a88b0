//! What happened, per step and per platform. Written after every step, because the run that fails is the one that matters.

mod image;
mod masked;
mod step;
mod summary;

pub use image::{ImageReport, PlatformReport, TagOutcome, TagReport};
pub use step::{Failure, Outcome, StepReport};
pub(crate) use summary::size;
pub use summary::{faults, predicate_name, summary};

use archwright_model::{ExitKind, Finding};
use serde::Serialize;
use std::time::Duration;

/// The version of every JSON form that is printed or written; `docs/schema` describes them.
///
/// A key that is added does not change it; one that goes, or means something else, does.
pub const SCHEMA_VERSION: u32 = 1;

/// A value with the version of its form in front: `{ "schema-version": 1, … }`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Versioned<T> {
    schema_version: u32,
    #[serde(flatten)]
    value: T,
}

impl<T> Versioned<T> {
    /// A value that becomes a JSON object.
    pub fn new(value: T) -> Self {
        Self { schema_version: SCHEMA_VERSION, value }
    }
}

/// A run's report.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Report {
    /// The exit code that the run ends with.
    pub exit: u8,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// Its steps, in the order of the plan.
    pub steps: Vec<StepReport>,
    /// Its images.
    pub images: Vec<ImageReport>,
    /// All findings.
    pub findings: Vec<Finding>,
    /// What whoever asked may not expect.
    pub notes: Vec<String>,
    /// What to do next.
    pub next: Vec<String>,
}

impl Report {
    /// The exit code's kind: that it was interrupted, or else the first failure in the order of the plan.
    pub(crate) fn settle(&mut self, elapsed: Duration, interrupted: bool) {
        let first = self.steps.iter().find_map(|step| step.failure.as_ref()).map_or(0, |failure| failure.exit);
        self.exit = if interrupted { ExitKind::Interrupted.code() } else { first };
        self.seconds = elapsed.as_secs_f64();
    }

    /// Whether every step ended well.
    pub fn is_success(&self) -> bool {
        self.exit == 0
    }
}
