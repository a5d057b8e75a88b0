//! Attestations: each belongs to an image, and each image has those that were asked for.

use super::Expectation;
use super::entry::JudgedEntry;
use crate::EntryKind;
use crate::annotation::PREDICATE_TYPE;
use crate::findings::{ATTESTATION_MISSING, ATTESTATION_ORPHAN};
use crate::record::ImageRecord;
use archwright_model::{Digest, Finding};

/// The predicate types that are provenance (SLSA) and bills of materials (SPDX, `CycloneDX`).
const PROVENANCE: &[&str] = &["https://slsa.dev/provenance/"];
const SBOM: &[&str] = &["https://spdx.dev/Document", "https://cyclonedx.org/bom"];

pub(super) fn judge(image: &ImageRecord, entries: &[JudgedEntry<'_>], expected: &Expectation) -> Vec<Finding> {
    let mut findings = Vec::new();
    let is_image =
        |digest: &Digest| entries.iter().any(|entry| entry.record.kind == EntryKind::Image && entry.record.descriptor.digest == *digest);
    for entry in entries {
        let digest = &entry.record.descriptor.digest;
        let message = match &entry.record.kind {
            EntryKind::Attestation { of: None } => format!("attestation {digest} does not say of which image it is"),
            EntryKind::Attestation { of: Some(of) } if !is_image(of) => format!("attestation {digest} is of {of}, which is no image here"),
            EntryKind::Attestation { .. } | EntryKind::Image | EntryKind::Unknown => continue,
        };
        findings.push(ATTESTATION_ORPHAN.at(None, &image.subject, message));
    }
    for entry in entries.iter().filter(|entry| entry.record.kind == EntryKind::Image) {
        let there = predicates_of(image, &entry.record.descriptor.digest);
        let platform = entry.platform.as_ref().and_then(|platform| platform.normalised().ok());
        for (asked, what, prefixes) in [(expected.provenance, "provenance", PROVENANCE), (expected.sbom, "SBOM", SBOM)] {
            let found = there.iter().any(|predicate| prefixes.iter().any(|prefix| predicate.starts_with(prefix)));
            if asked && !found {
                let message = format!("image {} has no {what}", entry.record.descriptor.digest);
                findings.push(ATTESTATION_MISSING.at(platform, &image.subject, message));
            }
        }
    }
    findings
}

/// The predicate types of the attestations of an image, sorted, each once.
pub(super) fn predicates_of(image: &ImageRecord, digest: &Digest) -> Vec<String> {
    let of_it = |kind: &EntryKind| matches!(kind, EntryKind::Attestation { of: Some(of) } if of == digest);
    let manifests = image.entries.iter().filter(|entry| of_it(&entry.kind)).filter_map(|entry| entry.manifest.value());
    let mut predicates: Vec<String> =
        manifests.flat_map(|read| &read.manifest.layers).filter_map(|layer| layer.annotations.get(PREDICATE_TYPE).cloned()).collect();
    predicates.sort();
    predicates.dedup();
    predicates
}
