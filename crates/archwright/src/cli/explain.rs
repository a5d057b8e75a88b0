//! `explain`: what a finding means, its whole story.

use super::{Fault, args::ExplainArgs, misuse::did_you_mean, session::Session};
use archwright_model::FindingKind;
use archwright_oci::findings;

/// Every kind of finding that there is, by id.
pub(super) fn kinds() -> Vec<&'static FindingKind> {
    findings::ALL.iter().chain(archwright_plan::lint::kinds::ALL).collect()
}

pub(super) fn run(session: &Session<'_>, args: &ExplainArgs) -> Result<u8, Fault> {
    let kinds = kinds();
    if args.ids.is_empty() {
        session.out.print(&table(&kinds));
        return Ok(0);
    }
    let found: Result<Vec<_>, Fault> = args.ids.iter().map(|id| find(id, &kinds)).collect();
    session.out.print(&found?.iter().map(|kind| kind.page()).collect::<Vec<_>>().join("\n"));
    Ok(0)
}

fn find(id: &str, kinds: &[&'static FindingKind]) -> Result<&'static FindingKind, Fault> {
    let found = kinds.iter().find(|kind| kind.id.eq_ignore_ascii_case(id.trim()));
    found.copied().ok_or_else(|| {
        let near = did_you_mean(id, kinds.iter().map(|kind| kind.id));
        Fault::usage(format!("there is no finding `{id}`")).hint(format!("{near}`explain` without an id lists all of them"))
    })
}

fn table(kinds: &[&FindingKind]) -> String {
    let rows = kinds.iter().map(|kind| format!("{}  {:7}  {}", kind.id, kind.severity.to_string(), kind.title));
    rows.collect::<Vec<_>>().join("\n")
}
