//! What a run made, for whoever deploys it by digest.

use super::{ImageReport, Report, TagOutcome};
use archwright_model::{Digest, Platform};
use archwright_plan::ImageId;
use serde::Serialize;
use std::collections::BTreeMap;

/// References and what they point to once a run has ended well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Digests {
    /// By reference; by place where an image has none.
    pub references: BTreeMap<String, Pointed>,
}

/// What one reference points to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Pointed {
    /// The image or variant.
    pub image: ImageId,
    /// The index, or the one manifest.
    pub digest: Digest,
    /// The same as a reference that no tag can move: `ghcr.io/acme/app@sha256:…`; none of what is in no registry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pinned: Option<String>,
    /// The manifest of each platform.
    pub platforms: BTreeMap<Platform, Digest>,
}

impl Digests {
    /// Those of a run: every tag that points to what it made.
    pub fn of(report: &Report) -> Self {
        Self { references: report.images.iter().flat_map(of_image).collect() }
    }
}

fn of_image(image: &ImageReport) -> Vec<(String, Pointed)> {
    let platforms = |only: Option<Platform>| {
        let wanted = image.platforms.iter().filter(move |proof| only.is_none_or(|only| proof.platform == only));
        wanted.map(|proof| (proof.platform, proof.digest.clone())).collect::<BTreeMap<_, _>>()
    };
    let whole = |digest: &Digest, pinned, platforms| Pointed { image: image.image.clone(), digest: digest.clone(), pinned, platforms };
    if image.tags.is_empty() {
        return vec![(image.place.clone(), whole(&image.digest, None, platforms(None)))];
    }
    let ours = image.tags.iter().filter_map(|tag| {
        let platforms = platforms(tag.platform);
        let alone = platforms.values().next().filter(|_| tag.platform.is_some());
        let digest = alone.unwrap_or(&image.digest).clone();
        let pinned = match tag.outcome {
            TagOutcome::Created | TagOutcome::Moved | TagOutcome::AlreadySo => Some(tag.reference.repository().pinned(&digest).to_string()),
            TagOutcome::Loaded => None,
            TagOutcome::Taken => return None,
        };
        Some((tag.reference.to_string(), whole(&digest, pinned, platforms)))
    });
    ours.collect()
}

#[cfg(test)]
mod tests {
    use super::Digests;
    use crate::report::{TagOutcome, sample::sample};
    use archwright_model::Platform;

    #[test]
    fn a_tag_of_somebody_elses_points_to_nothing_of_ours() {
        let mut report = sample();
        let digests = Digests::of(&report);
        let pointed = &digests.references["registry.invalid/app:good"];
        assert_eq!(pointed.pinned.as_deref(), Some(&*format!("registry.invalid/app@{}", pointed.digest)));
        assert_eq!(pointed.platforms.len(), 2);
        report.images[0].tags[0].platform = Some(Platform::LINUX_ARM64);
        let alone = &Digests::of(&report).references["registry.invalid/app:good"];
        assert_eq!(alone.platforms.keys().collect::<Vec<_>>(), [&Platform::LINUX_ARM64]);
        assert_eq!(Some(&alone.digest), alone.platforms.values().next());
        report.images[0].tags[0].outcome = TagOutcome::Taken;
        assert!(!Digests::of(&report).references.contains_key("registry.invalid/app:good"));
    }
}
