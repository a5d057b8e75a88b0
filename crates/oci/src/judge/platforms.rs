//! The set of platforms: as asked for, each once.

use super::Expectation;
use super::entry::JudgedEntry;
use crate::findings::{PLATFORM_MISSING, PLATFORM_NOT_ASKED, PLATFORM_TWICE, PLATFORM_UNNAMED, PLATFORM_UNRECOGNISED};
use crate::record::{ImageRecord, Reading};
use crate::{EntryKind, RawPlatform};
use archwright_model::{Finding, Platforms};

pub(super) fn judge(image: &ImageRecord, entries: &[JudgedEntry<'_>], expected: &Expectation) -> Vec<Finding> {
    let is_image = |entry: &&JudgedEntry<'_>| entry.record.kind == EntryKind::Image;
    let images = || entries.iter().filter(is_image).filter(|entry| entry.record.manifest != Reading::NotAsked);
    let platforms: Vec<&RawPlatform> = images().filter_map(|entry| entry.platform.as_ref()).collect();
    let there = if platforms.is_empty() {
        "it has no image".to_owned()
    } else {
        let names: Vec<_> = platforms.iter().map(|platform| platform.name()).collect();
        format!("it has {}", names.join(", "))
    };
    let mut findings = Vec::new();
    if platforms.is_empty() && expected.platforms.as_ref().is_none_or(Platforms::is_empty) {
        findings.push(PLATFORM_MISSING.at(None, &image.subject, there.clone()));
    }
    let known: Platforms = platforms.iter().filter_map(|platform| platform.normalised().ok()).collect();
    for platform in expected.platforms.iter().flat_map(|expected| expected.missing_from(&known).iter().collect::<Vec<_>>()) {
        findings.push(PLATFORM_MISSING.at(Some(platform), &image.subject, format!("`{platform}` was asked for and is not there; {there}")));
    }
    for (position, platform) in platforms.iter().enumerate() {
        let normalised = platform.normalised().ok();
        let mut find = |kind: crate::findings::FindingKind, message| findings.push(kind.at(normalised, &image.subject, message));
        match &expected.platforms {
            Some(expected) if !normalised.is_some_and(|platform| expected.contains(platform)) => {
                find(PLATFORM_NOT_ASKED, format!("`{}` is there; asked for were {expected}", platform.name()));
            }
            None if normalised.is_none() => find(PLATFORM_UNRECOGNISED, format!("`{platform}` is there")),
            Some(_) | None => {}
        }
        // Images for two versions of Windows are two images of one platform, by design.
        let same = |other: &&&RawPlatform| other.name() == platform.name() && other.os_version == platform.os_version;
        if platforms[..position].iter().filter(same).count() == 1 {
            let count = platforms.iter().filter(same).count();
            find(PLATFORM_TWICE, format!("`{}` is there {count} times", platform.name()));
        }
    }
    for entry in images().filter(|entry| image.is_index && entry.record.descriptor.platform.is_none()) {
        let normalised = entry.platform.as_ref().and_then(|platform| platform.normalised().ok());
        let message = format!("entry {} names no platform", entry.record.descriptor.digest);
        findings.push(PLATFORM_UNNAMED.at(normalised, &image.subject, message));
    }
    findings
}
