//! `audit`: everything that is wrong with something, without any configuration and whoever made it.

use super::{
    Fault,
    args::AuditArgs,
    audit_dir::{self, Repository},
    explain,
    session::Session,
    verify::{Allowances, Asked, judge_subject, verdict_text},
};
use crate::{report::Failure, sarif, verify::Question};
use archwright_model::{ExitKind, Finding, Severity};
use archwright_oci::Verdict;
use camino::Utf8Path;
use serde::Serialize;
use serde_json::json;

/// What came of one subject.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Audited<'a> {
    subject: &'a str,
    exit: u8,
    failure: Option<Failure>,
    verdict: Option<Verdict>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repository: Option<Repository>,
    #[serde(skip)]
    text: String,
}

impl Audited<'_> {
    fn findings(&self) -> impl Iterator<Item = &Finding> {
        let of_image = self.verdict.as_ref().map(Verdict::findings).unwrap_or_default();
        of_image.iter().chain(self.repository.iter().flat_map(Repository::findings))
    }
}

pub(super) fn run(session: &Session<'_>, args: &AuditArgs) -> Result<u8, Fault> {
    let mut audited: Vec<Audited<'_>> = Vec::new();
    for subject in &args.subjects {
        audited.push(match audit_dir::folder(session, subject) {
            // A layout is an image, and says by which name it is one.
            Some(folder) if !folder.join("oci-layout").is_file() => repository(session, subject, &folder),
            Some(_) | None => image(session, subject),
        });
        if audited.last().is_some_and(|audited| audited.exit == ExitKind::Interrupted.code()) {
            break;
        }
    }
    if args.json {
        session.out.print_json(&json!({ "audits": audited }))?;
    } else if args.sarif {
        // A log without what could not be judged would tell code hosts that its findings are mended.
        if audited.iter().all(|audited| audited.failure.is_none()) {
            let findings: Vec<_> = audited.iter().flat_map(Audited::findings).cloned().collect();
            session.out.print_foreign_json(sarif::log(&findings, &explain::kinds()))?;
        }
    } else {
        let texts: Vec<_> = audited.iter().map(|audited| audited.text.as_str()).filter(|text| !text.is_empty()).collect();
        session.out.print(&texts.join("\n"));
    }
    // That something could not be looked at counts more than what was found elsewhere.
    let is_fault = |exit: &u8| ![ExitKind::Done.code(), ExitKind::Drift.code()].contains(exit);
    let exits = || audited.iter().map(|audited| audited.exit);
    Ok(exits().find(is_fault).or_else(|| exits().max()).unwrap_or_default())
}

/// A repository: its Dockerfiles, and what would build them.
fn repository<'a>(session: &Session<'_>, subject: &'a str, folder: &Utf8Path) -> Audited<'a> {
    match audit_dir::audit(folder) {
        Ok(repository) => {
            let exit = if repository.is_clean() { ExitKind::Done } else { ExitKind::Drift };
            let text = format!("{subject}\n{}", repository.text());
            Audited { subject, exit: exit.code(), failure: None, verdict: None, repository: Some(repository), text }
        }
        Err(fault) => {
            let exit = session.out.fault(&fault);
            Audited { subject, exit, failure: Some(fault.failure()), verdict: None, repository: None, text: String::new() }
        }
    }
}

/// An image, as `verify` takes it, looked into as deep as it goes.
fn image<'a>(session: &Session<'_>, subject: &'a str) -> Audited<'a> {
    let asked = Asked { session, question: &Question::default(), allowances: Allowances::Nobodys };
    match judge_subject(asked, subject) {
        Ok(verdict) => {
            let text = verdict_text(subject, &verdict);
            let exit = if verdict.findings().iter().any(counts) { ExitKind::Drift } else { ExitKind::Done };
            Audited { subject, exit: exit.code(), failure: None, verdict: Some(verdict), repository: None, text }
        }
        Err(fault) => {
            let exit = session.out.fault(&fault);
            Audited { subject, exit, failure: Some(fault.failure()), verdict: None, repository: None, text: String::new() }
        }
    }
}

/// Whether a finding is something found: a note is none.
fn counts(finding: &Finding) -> bool {
    match finding.severity {
        Severity::Note => false,
        Severity::Warning | Severity::Error => true,
    }
}
