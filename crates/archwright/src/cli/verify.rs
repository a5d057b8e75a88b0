//! `verify`: what a published image or a layout holds, judged without any configuration.

use super::{Fault, args::VerifyArgs, build::print, environment::platforms, session::Session};
use crate::{report::predicate_name, verify};
use archwright_model::{ExitKind, ImageRef, Project, Severity, count};
use archwright_oci::{Expectation, Verdict};
use std::fmt::Write as _;

pub(super) fn run(session: &Session<'_>, args: &VerifyArgs) -> Result<u8, Fault> {
    let platforms = match &args.platforms {
        Some(_) => platforms(args.platforms.as_deref(), &session.environment)?.map(|asked| asked.value),
        // The environment says what is built, not what somebody else published.
        None => None,
    };
    let expectation = Expectation { platforms, provenance: false, sbom: false };
    let (mut verdicts, mut worst) = (Vec::new(), 0);
    for reference in &args.references {
        match one(session, reference, &expectation) {
            Ok(verdict) => {
                worst = worst.max(if verdict.proven().is_some() { 0 } else { ExitKind::Verification.code() });
                verdicts.push((reference, verdict));
            }
            // The others are judged all the same.
            Err(fault) => worst = worst.max(fault.tell()),
        }
    }
    if args.json {
        let all: Vec<_> = verdicts.iter().map(|(_, verdict)| verdict).collect();
        print(&serde_json::to_string_pretty(&all).unwrap_or_default());
    } else if !verdicts.is_empty() {
        print(&verdicts.iter().map(|(reference, verdict)| text(reference, verdict)).collect::<Vec<_>>().join("\n"));
    }
    Ok(worst)
}

fn one(session: &Session<'_>, reference: &str, expectation: &Expectation) -> Result<Verdict, Fault> {
    if let Some(dir) = reference.strip_prefix("oci:") {
        return Ok(verify::layout(&session.here.join(dir), expectation)?);
    }
    let image: ImageRef = reference.parse().map_err(|error| Fault::usage(format!("{error}")))?;
    let nowhere = Project::new(session.here.clone());
    let world = session.world(session.project_here().unwrap_or(&nowhere), None)?;
    Ok(verify::reference(&image, expectation, &world)?)
}

fn text(reference: &str, verdict: &Verdict) -> String {
    let mut text = format!("{reference}  {}\n", verdict.root());
    for proof in verdict.platforms() {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {}  {}  proved: {}", proof.platform, proof.manifest, proof.proved.join(", "));
        if !proof.attestations.is_empty() {
            let _ = writeln!(
                text,
                "    attested: {}",
                proof.attestations.iter().map(|predicate| predicate_name(predicate)).collect::<Vec<_>>().join(", ")
            );
        }
    }
    for finding in verdict.findings() {
        let _ = writeln!(text, "  {finding}");
    }
    let errors = verdict.findings().iter().filter(|finding| finding.severity == Severity::Error).count();
    let _ = write!(text, "  {}", if errors == 0 { "proven".into() } else { format!("not proven: {}", count(errors, "error")) });
    text
}
