//! The judgement of a file system: whether what a container of an image runs fits its platform, and whether everything else does.
//!
//! [`judge_files`] is a pure function over a [`View`] of the files as the container sees them. First it walks through all that is
//! run: the entry point, the command, the health check and the programs on `PATH`, each with its loader and its libraries, looked
//! for as the loader looks for them. Then it looks at every other file that holds code.

mod allowances;
mod closure;
mod command;
mod compat;
mod damage;
mod foreign;
mod judging;
mod libraries;
mod loader;
mod policy;
mod programs;
mod search;
mod tally;
mod twins;
mod view;

pub use allowances::judge_allowances;
pub use policy::{AllowForeign, BaseLayers, FilePolicy};
pub use twins::{Twin, judge_twins};
pub use view::{FileAt, Found, View};

use crate::config::RunConfig;
use archwright_model::{Digest, Finding, Os, Platform, Severity};
use judging::Judging;
use std::collections::HashSet;

/// Whose files are judged.
#[derive(Debug, Clone, Copy)]
pub struct FileSubject<'a> {
    /// As findings name the image: `ghcr.io/noetl/server@sha256:…`.
    pub name: &'a str,
    /// The platform that the image is for.
    pub platform: Platform,
    /// What its config says of running it.
    pub run: Option<&'a RunConfig>,
    /// The digests of its layers as they are stored, the lowest first.
    pub layers: &'a [Digest],
}

/// What was found out about the files of one image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileProof {
    /// What is wrong, and what is worth knowing.
    pub findings: Vec<Finding>,
    /// What was proved, in a few words each.
    pub proved: Vec<String>,
    /// Whether there is anything in it that only one architecture runs.
    pub native: NativeCode,
    /// Of the allowances those under whose path no file with code lies, by their number from 0: whether another platform has one
    /// there, [`judge_allowances`] tells.
    pub idle: Vec<usize>,
}

/// Whether an image holds code of a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NativeCode {
    /// It does.
    Present,
    /// It holds text and data only, or code that runs anywhere.
    Absent,
}

/// Judges the files of an image. The same files, subject and policy give the same findings in the same order.
pub fn judge_files(view: &dyn View, subject: &FileSubject<'_>, policy: &FilePolicy<'_>) -> FileProof {
    if subject.platform.os() != Os::Linux {
        return FileProof {
            findings: Vec::new(),
            proved: vec![format!("files are not examined: it is for {}", subject.platform.os())],
            native: NativeCode::Present,
            idle: Vec::new(),
        };
    }
    let mut proof = judge_all(view, subject, policy.allow_foreign);
    if let BaseLayers::Notes { layers, view } = policy.base {
        demote(&mut proof.findings, layers, &judge_all(view, subject, policy.allow_foreign).findings);
    }
    proof
}

fn judge_all(view: &dyn View, subject: &FileSubject<'_>, allowed: &[AllowForeign]) -> FileProof {
    let mut judging = Judging::new(view, subject, allowed);
    closure::judge(&mut judging);
    foreign::judge(&mut judging);
    libraries::judge_others(&mut judging);
    judging.finish()
}

/// What was so before the first layer of one's own is the base's; what a later layer took away or put in front is not.
fn demote(findings: &mut [Finding], layers: usize, of_base: &[Finding]) {
    let key = |finding: &Finding| (finding.id.clone(), finding.path.clone(), finding.message.clone());
    let known: HashSet<_> = of_base.iter().map(key).collect();
    for finding in findings {
        let below = finding.layer.as_ref().is_some_and(|layer| layer.number <= layers);
        if below && finding.severity != Severity::Note && known.contains(&key(finding)) {
            finding.severity = Severity::Note;
            finding.message.push_str("; it is so in the base image already");
        }
    }
}

#[cfg(test)]
mod tests;
