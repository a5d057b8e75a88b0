//! What attestations say: that they speak of their image, and show nothing secret.

use super::entry::JudgedEntry;
use super::{exposure, name};
use crate::EntryKind;
use crate::findings::{ATTESTATION_NAME, ATTESTATION_SUBJECT, FindingKind, MANIFEST_BAD, SECRET_SHOWN};
use crate::record::{ImageRecord, Reading, StatementRecord};
use crate::statement::Statement;
use archwright_model::{Digest, Finding, Platform, Repository, Severity};
use std::collections::BTreeSet;

pub(super) fn judge(image: &ImageRecord, entries: &[JudgedEntry<'_>]) -> Vec<Finding> {
    let mut judging =
        Judging { image, place: name::place(&image.subject), elsewhere: BTreeSet::new(), platform: None, findings: Vec::new() };
    for entry in entries {
        let of = match &entry.record.kind {
            EntryKind::Attestation { of } => of.as_ref(),
            EntryKind::Image | EntryKind::Unknown => None,
        };
        let its_image = entries.iter().find(|image| image.record.kind == EntryKind::Image && Some(&image.record.descriptor.digest) == of);
        judging.platform = its_image.and_then(|image| image.platform.as_ref()?.normalised().ok());
        for record in &entry.record.statements {
            judging.record(record, its_image.and(of));
        }
    }
    if let Some(place) = judging.place.as_ref().filter(|_| !judging.elsewhere.is_empty()) {
        let names: Vec<_> = judging.elsewhere.iter().map(ToString::to_string).collect();
        let why = format!("attestations name it in {}, and it is published in {place}", names.join(", "));
        judging.findings.push(ATTESTATION_NAME.at(None, &image.subject, why));
    }
    judging.findings
}

struct Judging<'a> {
    image: &'a ImageRecord,
    place: Option<Repository>,
    /// Where statements have it that do not name its place.
    elsewhere: BTreeSet<Repository>,
    platform: Option<Platform>,
    findings: Vec<Finding>,
}

impl Judging<'_> {
    fn record(&mut self, record: &StatementRecord, of: Option<&Digest>) {
        let digest = &record.digest;
        match &record.statement {
            Reading::Read(statement) => {
                if let Some(declared) = record.predicate_type.as_ref().filter(|declared| **declared != statement.predicate_type) {
                    let why = format!("statement {digest} is `{}`, its manifest says `{declared}`", statement.predicate_type);
                    self.find(MANIFEST_BAD, MANIFEST_BAD.severity, why);
                }
                self.subjects(statement, of);
                self.exposures(statement);
            }
            Reading::Bad(why) => self.find(MANIFEST_BAD, MANIFEST_BAD.severity, format!("statement {digest}: {why}")),
            // It is among the blobs.
            Reading::Missing | Reading::Unsupported | Reading::NotAsked => {}
        }
    }

    fn subjects(&mut self, statement: &Statement, of: Option<&Digest>) {
        let Some(of) = of else { return };
        let predicate = &statement.predicate_type;
        if statement.subjects.is_empty() {
            // BuildKit writes none for what it exports without a name.
            self.find(ATTESTATION_SUBJECT, Severity::Warning, format!("`{predicate}` of image {of} names no subject"));
        } else if !statement.subjects.iter().any(|subject| subject.is(of)) {
            let names: Vec<_> = statement.subjects.iter().map(|subject| format!("`{}`", subject.name)).collect();
            let why = format!("`{predicate}` is attached to image {of} and speaks of another digest, as {}", names.join(", "));
            self.find(ATTESTATION_SUBJECT, ATTESTATION_SUBJECT.severity, why);
        } else if let Some(place) = &self.place {
            self.elsewhere.extend(name::elsewhere(statement, of, place));
        }
    }

    fn exposures(&mut self, statement: &Statement) {
        for (severity, places) in exposure::told(&statement.exposures) {
            self.find(SECRET_SHOWN, severity, format!("`{}` shows {places}", statement.predicate_type));
        }
    }

    fn find(&mut self, kind: FindingKind, severity: Severity, message: String) {
        self.findings.push(Finding { severity, ..kind.at(self.platform, &self.image.subject, message) });
    }
}
