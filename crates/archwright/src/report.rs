//! What happened, per step and per platform. Written after every step, because the run that fails is the one that matters.

mod summary;

pub use summary::{faults, predicate_name, summary};

use crate::{StepError, runner::Secrets};
use archwright_model::{Digest, ExitKind, Finding, ImageRef, Platform};
use archwright_plan::{ImageId, StepId};
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
    /// What to do next.
    pub next: Vec<String>,
}

/// One step's end.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct StepReport {
    /// The step.
    pub id: StepId,
    /// How it ended.
    pub outcome: Outcome,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// What there is to say about it.
    pub note: String,
    /// Why it failed, if it did.
    pub failure: Option<Failure>,
}

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It did its work.
    Done,
    /// There was nothing to do.
    AlreadySo,
    /// It was not tried, because a step before it failed.
    Skipped,
    /// It failed.
    Failed,
}

impl Outcome {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::AlreadySo => "already so",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
        }
    }
}

/// Why a step failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Failure {
    /// The exit code it stands for.
    pub exit: u8,
    /// What is wrong.
    pub message: String,
    /// What was said.
    pub details: Vec<String>,
    /// What fixes it.
    pub hint: Option<String>,
}

/// One image or variant.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ImageReport {
    /// The image or variant.
    pub image: ImageId,
    /// Where it is: a repository or a folder.
    pub place: String,
    /// The index, or the one manifest.
    pub digest: Digest,
    /// Its platforms.
    pub platforms: Vec<PlatformReport>,
    /// Its tags.
    pub tags: Vec<TagReport>,
}

/// One platform of an image.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PlatformReport {
    /// The platform.
    pub platform: Platform,
    /// Its manifest.
    pub digest: Digest,
    /// Its layers as they are stored, in bytes.
    pub bytes: u64,
    /// How many layers.
    pub layers: usize,
    /// How long BuildKit worked on it, in seconds; none if this run did not build it.
    pub seconds: Option<f64>,
    /// What was proved, in a few words each.
    pub proved: Vec<String>,
    /// Its attestations, by predicate.
    pub attestations: Vec<String>,
}

/// One tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct TagReport {
    /// The tag as a reference.
    pub reference: ImageRef,
    /// Whether it moved, and from where.
    pub outcome: TagOutcome,
}

/// What became of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TagOutcome {
    /// It is new.
    Created,
    /// It pointed elsewhere.
    Moved,
    /// It pointed here.
    AlreadySo,
    /// The Docker server's store has it.
    Loaded,
}

impl TagOutcome {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Created => "new",
            Self::Moved => "moved",
            Self::AlreadySo => "already so",
            Self::Loaded => "loaded",
        }
    }
}

impl Failure {
    pub(crate) fn of(error: &StepError) -> Self {
        Self {
            exit: error.exit().code(),
            message: error.to_string(),
            details: error.lines().to_vec(),
            hint: error.fix().map(str::to_owned),
        }
    }
}

impl StepReport {
    /// A step that failed before it began.
    pub(crate) fn failed(id: StepId, error: &StepError) -> Self {
        Self { id, outcome: Outcome::Failed, seconds: 0.0, note: error.to_string(), failure: Some(Failure::of(error)) }
    }
}

impl Report {
    /// The exit code's kind: the first failure in the order of the plan decides.
    pub(crate) fn settle(&mut self, elapsed: Duration, interrupted: bool) {
        let first = self.steps.iter().find_map(|step| step.failure.as_ref()).map_or(0, |failure| failure.exit);
        self.exit = if interrupted { ExitKind::Interrupted.code() } else { first };
        self.seconds = elapsed.as_secs_f64();
    }

    /// Takes out what is secret: what a step says can quote what a command printed.
    pub(crate) fn mask(&mut self, secrets: &Secrets) {
        let mask = |text: &mut String| *text = secrets.mask(text).into_owned();
        for step in &mut self.steps {
            mask(&mut step.note);
            if let Some(failure) = &mut step.failure {
                mask(&mut failure.message);
                failure.details.iter_mut().chain(&mut failure.hint).for_each(mask);
            }
        }
    }

    /// Whether every step ended well.
    pub fn is_success(&self) -> bool {
        self.exit == 0
    }
}
