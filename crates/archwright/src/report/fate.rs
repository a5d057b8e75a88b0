//! What became in the end of each image for each platform: built, proven, tested, or why not.

use super::{BuildOutcome, BuildReport, ImageReport, Outcome, PlatformReport, Report, StepReport};
use archwright_model::Platform;
use archwright_plan::ImageId;

/// How far one platform of an image came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It is what it says.
    Proven,
    /// It was built, and nobody asked for a proof, or the run ended before it.
    Built,
    /// It has errors.
    NotProven,
    /// It is what it says, and its test failed.
    TestFailed,
    /// It did not build.
    Failed,
    /// It was stopped because another failed.
    Stopped,
    /// It was not tried.
    NotTried,
}

impl Fate {
    /// In words.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Proven => "proven",
            Self::Built => "built",
            Self::NotProven => "not proven",
            Self::TestFailed => "test failed",
            Self::Failed => "failed",
            Self::Stopped => "stopped",
            Self::NotTried => "not tried",
        }
    }
}

/// One platform of one image.
#[derive(Debug, Clone)]
pub(crate) struct Row<'a> {
    pub(crate) image: &'a ImageId,
    pub(crate) platform: Platform,
    pub(crate) fate: Fate,
    /// Why it came no further.
    pub(crate) why: Option<String>,
    pub(crate) build: Option<&'a BuildReport>,
    pub(crate) proof: Option<&'a PlatformReport>,
}

impl Row<'_> {
    /// How long BuildKit worked on it, in seconds.
    pub(crate) fn seconds(&self) -> Option<f64> {
        self.build.and_then(|build| build.seconds).or_else(|| self.proof?.seconds)
    }

    /// Whether nothing of it had to be built.
    pub(crate) fn is_cached(&self) -> bool {
        self.build.is_some_and(|build| build.outcome == BuildOutcome::Cached)
    }
}

/// Every platform of every image of a run: those that were to be built, in the order of the plan, and others that were judged.
pub(crate) fn rows(report: &Report) -> Vec<Row<'_>> {
    let built = report.builds.iter().map(|build| row(report, &build.image, build.platform, Some(build)));
    let is_built = |image: &ImageReport, platform: Platform| {
        report.builds.iter().any(|build| build.image == image.image && build.platform == platform)
    };
    let judged = report.images.iter().flat_map(|image| image.platforms.iter().map(move |proof| (image, proof.platform)));
    let others = judged.filter(|(image, platform)| !is_built(image, *platform));
    built.chain(others.map(|(image, platform)| row(report, &image.image, platform, None))).collect()
}

fn row<'a>(report: &'a Report, image: &'a ImageId, platform: Platform, build: Option<&'a BuildReport>) -> Row<'a> {
    let of_image = report.images.iter().find(|other| other.image == *image);
    let proof = of_image.and_then(|image| image.platforms.iter().find(|proof| proof.platform == platform));
    let (fate, why) = match build.map(|build| (build.outcome, build.why.clone())) {
        Some((BuildOutcome::Failed, why)) => (Fate::Failed, why),
        Some((BuildOutcome::Stopped, why)) => (Fate::Stopped, why),
        Some((BuildOutcome::Skipped, why)) => (Fate::NotTried, why),
        Some((BuildOutcome::Built | BuildOutcome::Cached, _)) | None => judged(report, image, platform, proof),
    };
    Row { image, platform, fate, why, build, proof }
}

/// How far one came that was built.
fn judged(report: &Report, image: &ImageId, platform: Platform, proof: Option<&PlatformReport>) -> (Fate, Option<String>) {
    let failure = |verb: &str| {
        let step = report.steps.iter().find(|step| step.id.as_str() == format!("{verb}.{image}"));
        step.filter(|step| step.outcome == Outcome::Failed).map(message)
    };
    let stopped = || failure("index").or_else(|| failure("prove"));
    match proof {
        Some(proof) if !proof.errors.is_empty() => (Fate::NotProven, Some(proof.errors.join(", "))),
        Some(_) => match (failure("prove"), failure("test").filter(|message| concerns(message, image, platform))) {
            // What is wrong is the image's as a whole.
            (Some(why), _) => (Fate::Built, Some(why)),
            (None, Some(why)) => (Fate::TestFailed, Some(why)),
            (None, None) => (Fate::Proven, None),
        },
        None => (Fate::Built, stopped()),
    }
}

/// Whether the failure of a test is that platform's: it names those on which it failed.
fn concerns(message: &str, image: &ImageId, platform: Platform) -> bool {
    !message.contains(&format!("`{image}` on ")) || message.contains(&format!("`{image}` on {platform}:"))
}

fn message(step: &StepReport) -> String {
    step.failure.as_ref().map_or_else(|| step.note.clone(), |failure| failure.message.clone())
}
