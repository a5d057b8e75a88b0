//! A Dockerfile with what was found in it.

use super::Job;
use archwright_model::{Finding, Severity};
use archwright_plan::lint::{Diagnostic, kinds, lint};
use serde::{Serialize, Serializer, ser::SerializeStruct as _};

/// A Dockerfile that was judged.
pub(in crate::cli) struct Judged {
    /// As findings call it.
    pub(in crate::cli) file: String,
    pub(in crate::cli) text: String,
    pub(in crate::cli) diagnostics: Vec<Diagnostic>,
}

impl Judged {
    pub(in crate::cli) fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.diagnostics.iter().map(|diagnostic| &diagnostic.finding)
    }
}

impl Serialize for Judged {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut file = serializer.serialize_struct("Judged", 2)?;
        file.serialize_field("file", &self.file)?;
        file.serialize_field("findings", &self.findings().collect::<Vec<_>>())?;
        file.end()
    }
}

/// Whether a finding is something found: a note is none.
pub(in crate::cli) fn counts(finding: &Finding) -> bool {
    match finding.severity {
        Severity::Note => false,
        Severity::Warning | Severity::Error => true,
    }
}

/// Judges one Dockerfile by all that it is built for; what two builds have in common is told once.
pub(in crate::cli) fn judge(jobs: &[Job]) -> Judged {
    let each: Vec<Vec<Diagnostic>> = jobs.iter().map(|job| lint(&job.input())).collect();
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    for found in &each {
        for diagnostic in found {
            // What one build ignores by a comment, that comment is for.
            let unused = diagnostic.finding.id == kinds::IGNORE_UNUSED.id && !each.iter().all(|other| other.contains(diagnostic));
            if !unused && !diagnostics.contains(diagnostic) {
                diagnostics.push(diagnostic.clone());
            }
        }
    }
    diagnostics.sort_by_key(|diagnostic| (diagnostic.finding.position, diagnostic.finding.id.clone()));
    let first = jobs.first();
    let name = first.map(|job| job.name.clone()).unwrap_or_default();
    Judged { file: name, text: first.map(|job| job.text.clone()).unwrap_or_default(), diagnostics }
}
