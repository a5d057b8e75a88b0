//! `verify`: what an image holds, judged without any configuration.

mod allowances;
mod place;
mod subject;
mod text;

pub(super) use allowances::Allowances;
pub(super) use subject::{Asked, judge as judge_subject};
pub(super) use text::verdict as verdict_text;

use super::{
    Fault,
    args::{Require, VerifyArgs},
    environment::platforms,
    explain,
    session::Session,
};
use crate::{
    report::Failure,
    sarif,
    verify::{Depth, Question},
};
use archwright_model::ExitKind;
use archwright_oci::{Expectation, Verdict};
use serde::Serialize;
use serde_json::json;

/// What came of one reference: a verdict, or why there is none.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Judged<'a> {
    reference: &'a str,
    exit: u8,
    failure: Option<Failure>,
    verdict: Option<Verdict>,
}

impl Judged<'_> {
    fn is_interrupted(&self) -> bool {
        self.exit == ExitKind::Interrupted.code()
    }
}

pub(super) fn run(session: &Session<'_>, args: &VerifyArgs) -> Result<u8, Fault> {
    let question = question(session, args.platforms.as_deref(), &args.require)?;
    // One that cannot be read keeps no other from being judged.
    let mut judged: Vec<Judged<'_>> = Vec::new();
    for reference in &args.references {
        judged.push(judge(session, reference, &question));
        if judged.last().is_some_and(Judged::is_interrupted) {
            break;
        }
    }
    if args.json {
        session.out.print_json(&json!({ "verdicts": judged }))?;
    } else if args.sarif {
        // A log without what could not be judged would tell code hosts that its findings are mended.
        if judged.iter().all(|judged| judged.failure.is_none()) {
            let findings: Vec<_> =
                judged.iter().filter_map(|judged| judged.verdict.as_ref()).flat_map(Verdict::findings).cloned().collect();
            session.out.print_foreign_json(sarif::log(&findings, &explain::kinds()))?;
        }
    } else {
        let texts = judged.iter().filter_map(|judged| Some(text::verdict(judged.reference, judged.verdict.as_ref()?)));
        session.out.print(&texts.collect::<Vec<_>>().join("\n"));
    }
    if judged.last().is_some_and(Judged::is_interrupted) {
        return Ok(ExitKind::Interrupted.code());
    }
    Ok(judged.iter().map(|judged| judged.exit).find(|exit| *exit != ExitKind::Done.code()).unwrap_or_default())
}

/// What flags ask of an image.
pub(super) fn question(session: &Session<'_>, asked: Option<&str>, require: &[Require]) -> Result<Question, Fault> {
    let platforms = match asked {
        Some(_) => platforms(asked, session.variables())?.map(|asked| asked.value),
        // The environment says what is built, not what somebody else published.
        None => None,
    };
    let requires = |what: Require| require.contains(&what);
    let expectation = Expectation { platforms, provenance: requires(Require::Provenance), sbom: requires(Require::Sbom) };
    let depth = if requires(Require::Documents) && !requires(Require::Files) { Depth::Documents } else { Depth::Files };
    Ok(Question { expectation, depth, ..Question::default() })
}

/// Judges one; a fault is told at once.
fn judge<'a>(session: &Session<'_>, reference: &'a str, question: &Question) -> Judged<'a> {
    match subject::judge(Asked { session, question, allowances: Allowances::OfProject }, reference) {
        Ok(verdict) => {
            let exit = if verdict.is_sound() { ExitKind::Done } else { ExitKind::Verification };
            Judged { reference, exit: exit.code(), failure: None, verdict: Some(verdict) }
        }
        Err(fault) => Judged { reference, exit: session.out.fault(&fault), failure: Some(fault.failure()), verdict: None },
    }
}
