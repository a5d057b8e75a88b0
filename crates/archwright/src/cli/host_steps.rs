//! `ui-build` and `cli-build`: the host steps alone.

use super::{
    Fault,
    args::HostArgs,
    build::{print, tell},
    environment::setting,
    session::{Needs, Session},
};
use crate::execute;
use archwright_model::{Platforms, Project};
use archwright_plan::{Plan, PlanError, Request, Run, compose, render};

pub(super) fn ui(session: &Session<'_>, args: &HostArgs) -> Result<u8, Fault> {
    if args.platforms.is_some() {
        return Err(Fault::usage("a UI is the same for every platform: ui-build takes no --platforms"));
    }
    let project = session.project()?;
    if project.uis.is_empty() {
        return Err(PlanError::configuration("this project has no UI").hint("add a [ui.NAME] table to archwright.toml").into());
    }
    run(session, project, args, false, |plan, run| compose::uis(plan, run, &args.keys))
}

pub(super) fn cli(session: &Session<'_>, args: &HostArgs) -> Result<u8, Fault> {
    let project = session.project()?;
    if project.clis.is_empty() {
        return Err(PlanError::configuration("this project has no command line").hint("add a [cli.NAME] table to archwright.toml").into());
    }
    let asked = setting::<Platforms>(args.platforms.as_deref(), "--platforms", &session.environment, "ARCHWRIGHT_PLATFORMS")?;
    let platforms = asked.map_or_else(|| project.platforms.value.clone(), |asked| asked.value);
    run(session, project, args, true, |plan, run| compose::clis(plan, run, &args.keys, &platforms))
}

fn run(
    session: &Session<'_>,
    project: &Project,
    args: &HostArgs,
    rust: bool,
    compose: impl Fn(&mut Plan, &Run<'_>) -> Result<(), PlanError>,
) -> Result<u8, Fault> {
    let request = Request::default();
    let facts = session.facts(project, None, &project.builder.value, Needs { docker: false, rust })?;
    let run = Run::new(project, &facts, &request);
    let mut plan = Plan::new(&run);
    // These verbs need no Docker: only what they hang on is a condition.
    plan.conditions = run.rust_conditions(|key| rust && (args.keys.is_empty() || args.keys.iter().any(|wanted| wanted == key)));
    compose(&mut plan, &run)?;
    if args.dry_run {
        print(&render::text(&plan));
        return Ok(0);
    }
    Ok(tell(&execute(&plan, &session.world(project, args.progress)?), args.json))
}
