//! Attestations: each belongs to an image, and each image has those that were asked for.

use super::Expectation;
use super::entry::JudgedEntry;
use crate::annotation::PREDICATE_TYPE;
use crate::findings::{ATTESTATION_MISSING, ATTESTATION_ORPHAN, ENTRY_UNSUPPORTED};
use crate::record::{EntryRecord, ImageRecord};
use crate::statement::Statement;
use crate::{EntryKind, MediaKind};
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
    for message in entries.iter().flat_map(|entry| unread(entry.record)) {
        findings.push(ENTRY_UNSUPPORTED.at(None, &image.subject, message));
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

/// Layers that are called statements, and that nobody reads or searches: they are of another media type.
fn unread(record: &EntryRecord) -> Vec<String> {
    let EntryKind::Attestation { .. } = record.kind else { return Vec::new() };
    let layers = record.manifest.value().into_iter().flat_map(|read| &read.manifest.layers);
    let other = layers.filter(|layer| layer.kind() != MediaKind::InToto);
    let called = other.filter_map(|layer| Some((layer, layer.annotations.get(PREDICATE_TYPE)?)));
    called.map(|(layer, says)| format!("statement {} is called `{says}` and has media type `{}`", layer.digest, layer.media_type)).collect()
}

/// The predicate types that are attested of an image, sorted, each once: of statements that were read and speak of it. What an
/// annotation says of a layer is no statement.
pub(super) fn predicates_of(image: &ImageRecord, digest: &Digest) -> Vec<String> {
    let of_it = |kind: &EntryKind| matches!(kind, EntryKind::Attestation { of: Some(of) } if of == digest);
    let records = image.entries.iter().filter(|entry| of_it(&entry.kind)).flat_map(|entry| &entry.statements);
    let speaks = |statement: &&Statement| statement.subjects.iter().any(|subject| subject.is(digest));
    let statements = records.filter_map(|record| record.statement.value()).filter(speaks);
    let mut predicates: Vec<String> = statements.map(|statement| statement.predicate_type.clone()).collect();
    predicates.sort();
    predicates.dedup();
    predicates
}
