//! The `docker-build` verbs.

use super::{
    Fault,
    args::{BuildArgs, CommonArgs},
    lint,
    report::digests,
    request::{self, Preset},
    session::{Needs, Session},
};
use crate::{Report, World, execute, report};
use archwright_model::{Project, project::Need};
use archwright_plan::{Facts, Plan, Request, Run, Work, baked, render, request::Output};

pub(super) fn run(session: &Session<'_>, preset: &Preset, args: &BuildArgs) -> Result<u8, Fault> {
    let project = &*request::project(session, preset, args)?;
    let world = session.world(project, args.common.progress)?;
    let only_print = args.common.dry_run || args.common.bake;
    if !only_print {
        world.lock()?;
    }
    let (mut plan, output) = plan(session, project, preset, args)?;
    lint::warn_of_wrong_images(session, project, &plan);
    if only_print {
        foresee(&mut plan, &world, args);
        return show(session, &plan, Form::of(&args.common));
    }
    let mut report = execute(&plan, &world);
    if report.is_success() && matches!(output, Output::Layout(_)) {
        report.next.push("nothing was pushed or loaded: add --push, or --load for the Docker server's store".into());
    }
    if report.is_success() && output == Output::Nothing {
        report.next.push(tried(&plan));
    }
    let code = tell(session, &report, &world, args.common.json);
    if let Some(file) = args.common.digests.as_ref().filter(|_| report.is_success()) {
        digests(session, &report, file)?;
    }
    Ok(code)
}

/// What a build that keeps nothing has shown.
fn tried(plan: &Plan) -> String {
    let builds = plan.steps().iter().filter_map(|step| if let Work::Build(build) = &step.work { Some(build) } else { None });
    let targets = builds.flat_map(|build| &build.targets).filter(|target| target.requested);
    let built: Vec<_> = targets.map(|target| format!("{} for {}", target.image, target.platform)).collect();
    format!("builds: {}; kept and proven is nothing", built.join(", "))
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
        Form::Text => session.out.print(&render::text(plan, &session.again_with("--bake"))),
        Form::Json => session.out.print_json(plan)?,
        Form::Bake => session.out.print(&render::bake(plan)),
    }
    Ok(0)
}

/// What this machine would refuse before the first step is told with the plan; of facts that were given, nothing is known here.
pub(super) fn foresee(plan: &mut Plan, world: &World, args: &BuildArgs) {
    if args.common.facts.is_none() {
        execute::foresee(plan, world);
    }
}

/// The plan of a build verb.
pub(super) fn plan(session: &Session<'_>, project: &Project, preset: &Preset, args: &BuildArgs) -> Result<(Plan, Output), Fault> {
    let request = request::request(session, preset, args)?;
    let facts = facts(session, project, &request, args)?;
    let whole = baked::merged(project, &facts.repository).map_err(|error| session.placed(error))?;
    session.out.secrets().learn_from_references(&whole, &session.environment);
    let run = Run::new(&whole, &facts, &request)?;
    let mut plan = Plan::new(&run);
    (session.app.compose)(&mut plan, &run).map_err(|error| session.placed_with(error, run.wrong_on_disk()))?;
    Ok((plan, run.output()))
}

/// The facts that a build verb needs.
pub(super) fn facts(session: &Session<'_>, project: &Project, request: &Request, args: &BuildArgs) -> Result<Facts, Fault> {
    let rust = archwright_plan::selection::needs(project, request)?.iter().any(|need| matches!(need, Need::Cli(_)));
    session.facts(project, args.common.facts.as_deref(), request, Needs { docker: true, rust })
}

/// Prints a report, results to stdout and faults to whoever is told of progress, and gives its exit code.
pub(super) fn tell(session: &Session<'_>, report: &Report, world: &World, json: bool) -> u8 {
    if json {
        if let Err(fault) = session.out.print_json(report) {
            return session.out.fault(&fault);
        }
    } else {
        session.out.print(&report::summary(report));
    }
    world.reporter().faults(report);
    report.exit
}
