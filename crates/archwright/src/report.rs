//! What happened, per step and per platform. Written after every step, because the run that fails is the one that matters.

mod build;
mod digests;
mod fate;
mod html;
mod image;
mod last;
mod masked;
#[cfg(test)]
mod sample;
mod step;
#[cfg(feature = "cli")]
mod stored;
mod summary;
mod table;
mod verdict;
mod versioned;

pub use build::{BuildOutcome, BuildReport};
pub use digests::{Digests, Pointed};
pub use html::html;
pub use image::{ImageReport, PlatformReport, TagOutcome, TagReport};
pub use last::tables;
pub use step::{Failure, Outcome, StepReport};
#[cfg(feature = "cli")]
pub(crate) use stored::{Unreadable, read};
pub use summary::{faults, predicate_name, summary};
#[cfg(feature = "cli")]
pub(crate) use summary::{looked_at, not_proven, size};
pub use versioned::{SCHEMA_VERSION, Versioned};

use archwright_model::{ExitKind, Finding};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A run's report.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Report {
    /// The exit code that the run ends with.
    pub exit: u8,
    /// When it began, as RFC 3339 has it, in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begun: Option<String>,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// Its steps, in the order of the plan.
    pub steps: Vec<StepReport>,
    /// What BuildKit was asked for, in the order of the plan.
    #[serde(default)]
    pub builds: Vec<BuildReport>,
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
    /// The exit code: that it was interrupted, or else the first failure in the order of the plan.
    pub(crate) fn settle(&mut self, elapsed: Duration, interrupted: bool) {
        let first = self.steps.iter().find_map(|step| step.failure.as_ref()).map(|failure| failure.exit);
        self.exit = match first {
            _ if interrupted => ExitKind::Interrupted.code(),
            Some(exit) => exit,
            None if self.is_well() => ExitKind::Done.code(),
            None => ExitKind::Bug.code(),
        };
        self.seconds = elapsed.as_secs_f64();
    }

    /// Whether every step ended well.
    pub fn is_success(&self) -> bool {
        self.exit == ExitKind::Done.code() && self.is_well()
    }

    fn is_well(&self) -> bool {
        self.steps.iter().all(|step| step.outcome.is_well())
    }
}
