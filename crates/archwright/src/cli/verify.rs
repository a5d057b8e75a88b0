//! `verify`: what a published image or a layout holds, judged without any configuration.

use super::{
    Fault,
    args::VerifyArgs,
    build::{print, print_json},
    environment::platforms,
    session::Session,
};
use crate::{report::predicate_name, verify};
use archwright_model::{ExitKind, ImageRef, Project, Severity, count};
use archwright_oci::{Expectation, Verdict};
use camino::{Utf8DirEntry, Utf8Path, Utf8PathBuf};
use serde_json::json;
use std::fmt::Write as _;

pub(super) fn run(session: &Session<'_>, args: &VerifyArgs) -> Result<u8, Fault> {
    let platforms = match &args.platforms {
        Some(_) => platforms(args.platforms.as_deref(), &session.environment)?.map(|asked| asked.value),
        // The environment says what is built, not what somebody else published.
        None => None,
    };
    let expectation = Expectation { platforms, provenance: false, sbom: false };
    let (mut verdicts, mut first) = (Vec::new(), 0);
    for reference in &args.references {
        match one(session, reference, &expectation) {
            Ok(verdict) => {
                let code = if verdict.is_sound() { 0 } else { ExitKind::Verification.code() };
                first = if first == 0 { code } else { first };
                verdicts.push((reference, verdict));
            }
            // The others are judged all the same.
            Err(fault) => {
                let code = fault.tell();
                first = if first == 0 { code } else { first };
            }
        }
    }
    if args.json {
        let all: Vec<_> = verdicts.iter().map(|(_, verdict)| verdict).collect();
        print_json(&json!({ "verdicts": all }))?;
    } else if !verdicts.is_empty() {
        print(&verdicts.iter().map(|(reference, verdict)| text(reference, verdict)).collect::<Vec<_>>().join("\n"));
    }
    Ok(first)
}

fn one(session: &Session<'_>, reference: &str, expectation: &Expectation) -> Result<Verdict, Fault> {
    if let Some(dir) = reference.strip_prefix("oci:") {
        let dir = session.here.join(dir);
        let verdict = verify::layout(&dir, expectation).map_err(Fault::from);
        return verdict.map_err(|fault| if is_layout(&dir) { fault } else { inside(fault, session, &dir) });
    }
    let folder = session.here.join(reference);
    let parsed = reference.parse::<ImageRef>();
    if is_layout(&folder) || (folder.is_dir() && (parsed.is_err() || !layouts(&folder).is_empty())) {
        return Err(inside(Fault::usage(format!("`{reference}` is a folder, not an image in a registry")), session, &folder));
    }
    let image = parsed.map_err(|error| Fault::usage(format!("{error}")))?;
    let nowhere = Project::new(session.here.clone());
    let world = session.world(session.project_here().unwrap_or(&nowhere), None)?;
    Ok(verify::reference(&image, expectation, &world)?)
}

fn is_layout(dir: &Utf8Path) -> bool {
    dir.join("oci-layout").is_file()
}

/// A fault about a folder, with the layouts that are meant.
fn inside(fault: Fault, session: &Session<'_>, dir: &Utf8Path) -> Fault {
    let named = layouts(dir).into_iter().map(|layout| format!("`oci:{}`", layout.strip_prefix(&session.here).unwrap_or(&layout)));
    match named.collect::<Vec<_>>().as_slice() {
        [] => fault
            .hint("an OCI layout is a folder with a file `oci-layout`; `docker-build` writes one per image below target/archwright/layout"),
        [only] => fault.hint(format!("did you mean {only}?")),
        several => fault.hint(format!("did you mean one of these? {}", several.join(", "))),
    }
}

/// The layouts in a folder and in those below it, as deep as `target/archwright/layout/IMAGE` is.
fn layouts(dir: &Utf8Path) -> Vec<Utf8PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![(dir.to_owned(), 0)]);
    while let Some((dir, depth)) = open.pop() {
        if is_layout(&dir) {
            found.push(dir);
        } else if depth < 4 {
            let entries = dir.read_dir_utf8().into_iter().flatten().flatten();
            // What BuildKit exports is one platform each, on the way to a layout.
            let is_folder = |entry: &Utf8DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir()) && entry.file_name() != "export";
            let folders = entries.filter(is_folder);
            open.extend(folders.map(|entry| (entry.into_path(), depth + 1)));
        }
    }
    found.sort();
    found
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
