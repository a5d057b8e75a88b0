//! A verdict for people, in the form of a build's summary.

use crate::report::{looked_at, not_proven, predicate_name, size};
use archwright_model::{Severity, count};
use archwright_oci::{PlatformProof, Verdict};

pub(in crate::cli) fn verdict(reference: &str, verdict: &Verdict) -> String {
    let mut lines = vec![reference.to_owned(), format!("  {}", verdict.root())];
    lines.extend(verdict.platforms().iter().flat_map(platform));
    lines.extend(verdict.findings().iter().flat_map(|finding| indented(&finding.to_string())));
    let errors = verdict.findings().iter().filter(|finding| finding.severity == Severity::Error).count();
    lines.push(if errors == 0 { "  proven".into() } else { format!("  not proven: {}", count(errors, "error")) });
    lines.join("\n") + "\n"
}

fn platform(proof: &PlatformProof) -> Vec<String> {
    let head = format!("  {}  sha256:{}  {}", proof.platform, proof.manifest.short(), size(proof.layer_bytes));
    let mut lines = vec![head + &not_proven(&proof.errors)];
    for (what, words) in [(looked_at(&proof.errors), proof.proved.clone()), ("attested", attested(proof))] {
        if !words.is_empty() {
            lines.push(format!("    {what}: {}", words.join(", ")));
        }
    }
    lines
}

fn attested(proof: &PlatformProof) -> Vec<String> {
    proof.attestations.iter().map(|predicate| predicate_name(predicate)).collect()
}

fn indented(text: &str) -> Vec<String> {
    text.lines().map(|line| format!("  {line}")).collect()
}
