//! Two platforms that have the same files.

use super::NativeCode;
use crate::findings::SAME_LAYERS;
use archwright_model::{Digest, Finding, Platform};

/// The image of one platform, as far as it may be another's twin.
#[derive(Debug, Clone, Copy)]
pub struct Twin<'a> {
    /// Its platform.
    pub platform: Platform,
    /// Its uncompressed layers (the config's `diff_ids`).
    pub layers: &'a [Digest],
    /// Whether it holds code of a machine; where nobody looked, it may.
    pub native: NativeCode,
}

/// No two platforms have the same layers, unless nothing in them is of any machine.
pub fn judge_twins(subject: &str, images: &[Twin<'_>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, image) in images.iter().enumerate() {
        let twin = images[..at].iter().find(|other| {
            other.layers == image.layers
                && !image.layers.is_empty()
                && other.platform != image.platform
                && [other, image].iter().all(|one| one.native == NativeCode::Present)
                && !shares(other.platform, image.platform)
        });
        if let Some(twin) = twin {
            let message = format!("its layers are those of {}, and they hold native code", twin.platform);
            findings.push(SAME_LAYERS.at(Some(image.platform), subject, message));
        }
    }
    findings
}

/// Levels of one architecture may have one image: what runs on `arm/v6` runs on `arm/v7`.
fn shares(one: Platform, other: Platform) -> bool {
    (one.os(), one.arch()) == (other.os(), other.arch())
}
