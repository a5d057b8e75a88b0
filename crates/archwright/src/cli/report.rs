//! `report`: the last run, as tables, as JSON, as a page.

use super::{Fault, args::ReportArgs, session::Session};
use crate::{
    Report, files,
    report::{self, Digests, Unreadable, Versioned, html},
};
use archwright_model::ExitKind;
use camino::Utf8Path;

pub(super) fn run(session: &Session<'_>, args: &ReportArgs) -> Result<u8, Fault> {
    let state = session.project()?.state_dir();
    let report = last(session, &state.join("report.json"))?;
    if let Some(file) = &args.html {
        let file = file.as_ref().map_or_else(|| state.join("report.html"), |file| session.here.join(file));
        files::write(&file, html(&report).as_bytes()).map_err(|error| not_written(&file, &error))?;
        session.out.print(shown(session, &file).as_str());
    } else if args.json {
        session.out.print_json(&report)?;
    } else {
        session.out.print(&report::tables(&report));
    }
    Ok(ExitKind::Done.code())
}

/// The report that the last run left, without what is secret today.
fn last(session: &Session<'_>, file: &Utf8Path) -> Result<Report, Fault> {
    let shown = shown(session, file);
    let mut report = report::read(file).map_err(|error| match error {
        Unreadable::Nowhere => Fault::usage(format!("no run to report: there is no {shown}")).hint("run `docker-build`, which writes it"),
        Unreadable::Damaged(why) => {
            Fault::new(ExitKind::Machine, format!("cannot read {shown}: {why}")).hint("run `docker-build` again, which writes it anew")
        }
    })?;
    report.mask(session.out.secrets());
    Ok(report)
}

/// Writes what the references of a run that ended well point to.
pub(super) fn digests(session: &Session<'_>, report: &Report, file: &Utf8Path) -> Result<(), Fault> {
    let file = session.here.join(file);
    files::write_json(&file, &Versioned::new(Digests::of(report))).map_err(|error| not_written(&file, &error))
}

/// A path as whoever stands here would type it.
fn shown<'a>(session: &Session<'_>, file: &'a Utf8Path) -> &'a Utf8Path {
    file.strip_prefix(&session.here).unwrap_or(file)
}

fn not_written(file: &Utf8Path, error: &std::io::Error) -> Fault {
    Fault::new(ExitKind::Machine, format!("cannot write {file}: {error}")).hint("name a file that can be written")
}
