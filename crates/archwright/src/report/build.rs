//! What became of one call of BuildKit, per image, variant and platform.

use archwright_model::Platform;
use archwright_plan::{ImageId, StepId};
use serde::{Deserialize, Serialize};

/// One image or variant for one platform, as BuildKit was asked for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct BuildReport {
    /// The image or variant.
    pub image: ImageId,
    /// The platform.
    pub platform: Platform,
    /// The step that called BuildKit.
    pub step: StepId,
    /// How it ended.
    pub outcome: BuildOutcome,
    /// When BuildKit began with it, in seconds of the run; none if it did not.
    pub at: Option<f64>,
    /// How long BuildKit worked on it by its own clock, in seconds.
    pub seconds: Option<f64>,
    /// Why there is no image, if there is none.
    pub why: Option<String>,
}

/// How the build of one platform ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BuildOutcome {
    /// At least one instruction was executed.
    Built,
    /// Every instruction came from the cache.
    Cached,
    /// An instruction of its own failed.
    Failed,
    /// It was stopped because another platform failed, or because the run was.
    Stopped,
    /// It was not tried.
    Skipped,
}

impl BuildOutcome {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Built => "built",
            Self::Cached => "from the cache",
            Self::Failed => "failed",
            Self::Stopped => "stopped",
            Self::Skipped => "not tried",
        }
    }
}
