//! `ui-build` and `cli-build`: the host steps alone.

use super::{
    Fault,
    args::HostArgs,
    build::{Form, show, tell},
    environment::platforms,
    session::{Needs, Session},
};
use crate::execute;
use archwright_model::{Project, nearest};
use archwright_plan::{Plan, PlanError, Request, Run, compose};

pub(super) fn ui(session: &Session<'_>, args: &HostArgs) -> Result<u8, Fault> {
    if args.platforms.is_some() {
        return Err(Fault::usage("a UI is the same for every platform: ui-build takes no --platforms"));
    }
    let project = session.project()?;
    if project.uis.is_empty() {
        return Err(PlanError::configuration("this project has no UI").hint("add a [ui.NAME] table to archwright.toml").into());
    }
    known("ui", args, project.uis.iter().map(|ui| ui.key.as_str()))?;
    run(session, project, args, false, |plan, run| compose::uis(plan, run, &args.keys))
}

pub(super) fn cli(session: &Session<'_>, args: &HostArgs) -> Result<u8, Fault> {
    let project = session.project()?;
    if project.clis.is_empty() {
        return Err(PlanError::configuration("this project has no command line").hint("add a [cli.NAME] table to archwright.toml").into());
    }
    known("cli", args, project.clis.iter().map(|cli| cli.key.as_str()))?;
    let asked = platforms(args.platforms.as_deref(), &session.environment)?;
    let platforms = asked.map_or_else(|| project.platforms.value.clone(), |asked| asked.value);
    run(session, project, args, true, |plan, run| compose::clis(plan, run, &args.keys, &platforms))
}

/// A key that is not there is a mistake of the command line, not of the file.
fn known<'a>(what: &str, args: &HostArgs, keys: impl Iterator<Item = &'a str> + Clone) -> Result<(), Fault> {
    let Some(unknown) = args.keys.iter().find(|key| !keys.clone().any(|known| known == key.as_str())) else { return Ok(()) };
    let near = nearest(unknown, keys.clone()).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    Err(Fault::usage(format!("there is no {what} `{unknown}`")).hint(format!("{near}known: {}", keys.collect::<Vec<_>>().join(", "))))
}

fn run(
    session: &Session<'_>,
    project: &Project,
    args: &HostArgs,
    rust: bool,
    compose: impl Fn(&mut Plan, &Run<'_>) -> Result<(), PlanError>,
) -> Result<u8, Fault> {
    let world = session.world(project, args.progress)?;
    if !args.dry_run {
        world.lock()?;
    }
    let request = Request::default();
    let facts = session.facts(project, None, &project.builder.value, Needs { docker: false, rust, tags: &[] })?;
    let run = Run::new(project, &facts, &request)?;
    let mut plan = Plan::new(&run);
    compose(&mut plan, &run).map_err(|error| session.placed(error))?;
    if args.dry_run {
        return show(session, &plan, if args.json { Form::Json } else { Form::Text });
    }
    Ok(tell(&execute(&plan, &world), &world, args.json))
}
