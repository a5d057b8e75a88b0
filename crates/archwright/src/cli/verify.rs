//! `verify`: what a published image or a layout holds, judged without any configuration.

use super::{Fault, args::VerifyArgs, build::print, environment::platforms, session::Session};
use crate::{report::predicate_name, steps::source_failure, world::registry_failure};
use archwright_model::{ExitKind, ImageRef, Project, Severity, count};
use archwright_oci::{Document, Expectation, ImageSource, Layout, ReadPolicy, Verdict, judge, read_image, registry::RepositorySource};
use std::fmt::Write as _;

pub(super) fn run(session: &Session<'_>, args: &VerifyArgs) -> Result<u8, Fault> {
    let platforms = match &args.platforms {
        Some(_) => platforms(args.platforms.as_deref(), &session.environment)?.map(|asked| asked.value),
        // The environment says what is built, not what somebody else published.
        None => None,
    };
    let expectation = Expectation { platforms, provenance: false, sbom: false };
    let verdicts = args
        .references
        .iter()
        .map(|reference| Ok((reference, one(session, reference, &expectation)?)))
        .collect::<Result<Vec<_>, Fault>>()?;
    if args.json {
        let all: Vec<_> = verdicts.iter().map(|(_, verdict)| verdict).collect();
        print(&serde_json::to_string_pretty(&all).unwrap_or_default());
    } else {
        print(&verdicts.iter().map(|(reference, verdict)| text(reference, verdict)).collect::<Vec<_>>().join("\n"));
    }
    let good = verdicts.iter().all(|(_, verdict)| verdict.proven().is_some());
    Ok(if good { ExitKind::Done } else { ExitKind::Verification }.code())
}

fn one(session: &Session<'_>, reference: &str, expectation: &Expectation) -> Result<Verdict, Fault> {
    if let Some(dir) = reference.strip_prefix("oci:") {
        let broken = |error: archwright_oci::layout::LayoutError| Fault::new(ExitKind::Verification, error.to_string());
        let layout = Layout::open(session.here.join(dir)).map_err(broken)?;
        let root = layout.root().map_err(broken)?;
        return judged(&layout, &root, expectation);
    }
    let image: ImageRef = reference.parse().map_err(|error| Fault::usage(format!("{error}")))?;
    let nowhere = Project::new(session.here.clone());
    let project = session.project_here().unwrap_or(&nowhere);
    let client = crate::registry::client(project, &session.runner(&project.root))?;
    let root = client.manifest(&image).map_err(|error| registry_failure(&error))?;
    let root = root.ok_or_else(|| {
        Fault::new(ExitKind::Registry, format!("{image} is not in the registry"))
            .hint("check the name and the tag; nothing is published under it")
    })?;
    judged(&RepositorySource::new(&client, image.repository()), &root, expectation)
}

fn judged(source: &dyn ImageSource, root: &Document, expectation: &Expectation) -> Result<Verdict, Fault> {
    let record = read_image(source, root, &ReadPolicy::PUBLISHED).map_err(|error| source_failure(&error))?;
    Ok(judge(&record, expectation))
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
