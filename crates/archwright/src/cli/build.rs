//! The `docker-build` verbs.

use super::{
    Fault,
    args::BuildArgs,
    request::{Preset, request},
    session::{Needs, Session},
};
use crate::{Report, World, execute, report};
use archwright_model::{Project, project::Need};
use archwright_plan::{Facts, Plan, Request, Run, render, request::Output};
use std::io::Write as _;

pub(super) fn run(session: &Session<'_>, preset: &Preset, args: &BuildArgs) -> Result<u8, Fault> {
    let project = session.project()?;
    let world = session.world(project, args.common.progress)?;
    if !args.common.dry_run {
        world.lock()?;
    }
    let (plan, output) = plan(session, project, preset, args)?;
    if args.common.dry_run {
        print(&if args.common.json { render::json(&plan) } else { render::text(&plan) });
        return Ok(0);
    }
    let mut report = execute(&plan, &world);
    if report.is_success() && matches!(output, Output::Layout(_)) {
        report.next.push("nothing was pushed or loaded: add --push, or --load for the Docker server's store".into());
    }
    Ok(tell(&report, &world, args.common.json))
}

/// The plan of a build verb.
pub(super) fn plan(session: &Session<'_>, project: &Project, preset: &Preset, args: &BuildArgs) -> Result<(Plan, Output), Fault> {
    let request = request(session, preset, args)?;
    let facts = facts(session, project, &request, args)?;
    let run = Run::new(project, &facts, &request);
    let mut plan = Plan::new(&run);
    (session.app.compose)(&mut plan, &run)?;
    Ok((plan, run.output()))
}

/// The facts that a build verb needs.
pub(super) fn facts(session: &Session<'_>, project: &Project, request: &Request, args: &BuildArgs) -> Result<Facts, Fault> {
    let builder = request.builder.as_ref().map_or(&project.builder.value, |builder| &builder.value);
    let rust = archwright_plan::selection::needs(project, request)?.iter().any(|need| matches!(need, Need::Cli(_)));
    let tags = request.tags.as_ref().map_or(&[][..], |tags| &tags.value);
    session.facts(project, args.common.facts.as_deref(), builder, Needs { docker: true, rust, tags })
}

/// Prints a report, results to stdout and faults to whoever is told of progress, and gives its exit code.
pub(super) fn tell(report: &Report, world: &World, json: bool) -> u8 {
    if json {
        print(&serde_json::to_string_pretty(report).unwrap_or_default());
    } else {
        print(&report::summary(report));
    }
    world.reporter().faults(report);
    report.exit
}

/// A result, on stdout.
pub(super) fn print(text: &str) {
    // A reader that went away (`| head`) has what it wanted.
    let _ = writeln!(std::io::stdout().lock(), "{}", text.trim_end());
}
