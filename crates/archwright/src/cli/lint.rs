//! `lint`: traps of multi-platform builds in Dockerfiles.

mod ahead;
mod context;
mod github;
mod job;
mod judged;
mod text;

pub(super) use ahead::warn_of_wrong_images;
pub(super) use job::{Job, standalone};
pub(super) use judged::{Judged, counts, judge};
pub(super) use text::{summary, text};

use super::{Fault, args::LintArgs, environment::platforms, explain, out::Out, session::Session};
use crate::{files, sarif};
use archwright_model::{ExitKind, count};
use archwright_plan::lint::mend;
use serde_json::json;

/// How often a file is mended: what one fix brings to light, the next round mends.
const ROUNDS: usize = 5;

/// In which form the findings are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// For people, with the line and a mark below
    #[default]
    Text,
    /// One JSON document
    Json,
    /// SARIF 2.1.0, for code hosts
    Sarif,
    /// Annotations of GitHub Actions
    Github,
}

pub(super) fn run(session: &Session<'_>, args: &LintArgs) -> Result<u8, Fault> {
    let asked = platforms(args.platforms.as_deref(), session.variables())?.map(|asked| asked.value);
    let jobs = job::jobs(session, args, asked.as_ref())?;
    let mut judged: Vec<_> = jobs.iter().map(|jobs| judge(jobs)).collect();
    if args.fix {
        for (file, jobs) in judged.iter_mut().zip(&jobs) {
            fix(&session.out, file, jobs)?;
        }
    }
    let findings: Vec<_> = judged.iter().flat_map(Judged::findings).cloned().collect();
    match args.format() {
        Format::Text => {
            let texts: Vec<_> = judged.iter().map(text).filter(|text| !text.is_empty()).collect();
            session.out.print(&texts.join("\n"));
            session.out.print(&summary(&count(judged.len(), "Dockerfile"), &judged, &[]));
        }
        Format::Json => session.out.print_json(&json!({ "files": judged }))?,
        Format::Sarif => session.out.print_foreign_json(sarif::log(&findings, &explain::kinds()))?,
        Format::Github => session.out.print(&github::annotations(&findings)),
    }
    Ok(if findings.iter().any(counts) { ExitKind::Drift.code() } else { 0 })
}

/// Mends what is certain in a file, and judges it anew.
fn fix(out: &Out, file: &mut Judged, jobs: &[Job]) -> Result<(), Fault> {
    let (before, mut mended) = (file.text.clone(), 0);
    for _ in 0..ROUNDS {
        let fixes: Vec<_> = file.diagnostics.iter().filter_map(|diagnostic| diagnostic.fix.as_ref()).collect();
        let text = mend(&file.text, fixes.iter().copied());
        if text == file.text {
            break;
        }
        mended += fixes.len();
        let jobs: Vec<_> = jobs.iter().map(|job| Job { text: text.clone(), ..job.clone() }).collect();
        *file = judge(&jobs);
    }
    if file.text != before {
        let path = jobs.first().map(|job| job.path.clone()).unwrap_or_default();
        files::write(&path, file.text.as_bytes())
            .map_err(|error| Fault::new(ExitKind::Machine, format!("cannot write {path}: {error}")))?;
        out.say(&format!("mended {} in {}", count(mended, "finding"), file.file));
    }
    Ok(())
}
