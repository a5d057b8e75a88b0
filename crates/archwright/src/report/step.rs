//! How a step ended.

use crate::StepError;
use archwright_plan::StepId;
use serde::{Deserialize, Serialize};

/// One step's end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct StepReport {
    /// The step.
    pub id: StepId,
    /// How it ended.
    pub outcome: Outcome,
    /// When it began, in seconds of the run; none if it was not tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<f64>,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// What there is to say about it.
    pub note: String,
    /// Why it failed, if it did.
    pub failure: Option<Failure>,
}

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

    /// Whether what the step is for is so.
    pub(crate) fn is_well(self) -> bool {
        match self {
            Self::Done | Self::AlreadySo => true,
            Self::Skipped | Self::Failed => false,
        }
    }
}

/// Why a step failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
        Self { id, outcome: Outcome::Failed, at: None, seconds: 0.0, note: error.to_string(), failure: Some(Failure::of(error)) }
    }
}
