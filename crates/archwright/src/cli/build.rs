//! The `docker-build` verbs.

use super::{
    Fault,
    args::{BuildArgs, CommonArgs},
    request::{Preset, request},
    session::{Needs, Session},
};
use crate::{
    Report, World, execute,
    report::{self, Versioned},
};
use archwright_model::{ExitKind, Project, project::Need};
use archwright_plan::{Facts, Plan, Request, Run, render, request::Output};
use serde::Serialize;
use std::io::Write as _;

pub(super) fn run(session: &Session<'_>, preset: &Preset, args: &BuildArgs) -> Result<u8, Fault> {
    let project = session.project()?;
    let world = session.world(project, args.common.progress)?;
    let only_print = args.common.dry_run || args.common.bake;
    if !only_print {
        world.lock()?;
    }
    let (plan, output) = plan(session, project, preset, args)?;
    if only_print {
        return show(session, &plan, Form::of(&args.common));
    }
    let mut report = execute(&plan, &world);
    if report.is_success() && matches!(output, Output::Layout(_)) {
        report.next.push("nothing was pushed or loaded: add --push, or --load for the Docker server's store".into());
    }
    Ok(tell(&report, &world, args.common.json))
}

/// How a plan is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// For people.
    Text,
    /// The whole value.
    Json,
    /// What BuildKit reads.
    Bake,
}

impl Form {
    pub(super) fn of(args: &CommonArgs) -> Self {
        match (args.bake, args.json) {
            (true, _) => Self::Bake,
            (false, true) => Self::Json,
            (false, false) => Self::Text,
        }
    }
}

/// Prints a plan.
pub(super) fn show(session: &Session<'_>, plan: &Plan, form: Form) -> Result<u8, Fault> {
    match form {
        Form::Text => print(&render::text(plan, &session.again_with("--bake"))),
        Form::Json => print_json(plan)?,
        Form::Bake => print(&render::bake(plan)),
    }
    Ok(0)
}

/// The plan of a build verb.
pub(super) fn plan(session: &Session<'_>, project: &Project, preset: &Preset, args: &BuildArgs) -> Result<(Plan, Output), Fault> {
    let request = request(session, preset, args)?;
    let facts = facts(session, project, &request, args)?;
    let run = Run::new(project, &facts, &request)?;
    let mut plan = Plan::new(&run);
    (session.app.compose)(&mut plan, &run).map_err(|error| session.placed(error))?;
    Ok((plan, run.output()))
}

/// The facts that a build verb needs.
pub(super) fn facts(session: &Session<'_>, project: &Project, request: &Request, args: &BuildArgs) -> Result<Facts, Fault> {
    let builder = archwright_plan::builder::name(project, request).value;
    let rust = archwright_plan::selection::needs(project, request)?.iter().any(|need| matches!(need, Need::Cli(_)));
    let tags = request.tags.as_ref().map_or(&[][..], |tags| &tags.value);
    session.facts(project, args.common.facts.as_deref(), &builder, Needs { docker: true, rust, tags })
}

/// Prints a report, results to stdout and faults to whoever is told of progress, and gives its exit code.
pub(super) fn tell(report: &Report, world: &World, json: bool) -> u8 {
    if json {
        if let Err(fault) = print_json(report) {
            return fault.tell();
        }
    } else {
        print(&report::summary(report));
    }
    world.reporter().faults(report);
    report.exit
}

/// A result as JSON, on stdout, with the version of its form.
pub(super) fn print_json(value: &impl Serialize) -> Result<(), Fault> {
    let text = serde_json::to_string_pretty(&Versioned::new(value))
        .map_err(|error| Fault::new(ExitKind::Bug, format!("no JSON comes of this: {error}")))?;
    print(&text);
    Ok(())
}

/// A result, on stdout; nothing of nothing.
pub(super) fn print(text: &str) {
    if text.is_empty() {
        return;
    }
    // A reader that went away (`| head`) has what it wanted.
    let _ = writeln!(std::io::stdout().lock(), "{}", text.trim_end());
}
