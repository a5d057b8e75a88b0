//! `ui-build` and `cli-build`: the host steps alone.

use super::{
    Fault,
    args::HostArgs,
    build::{Form, show, tell},
    environment::{platforms, setting},
    misuse::did_you_mean,
    request::{member, registry},
    session::{Needs, Session},
};
use crate::execute;
use archwright_model::{
    Origin, Platforms, Sourced,
    project::{Key, Need, Setting},
};
use archwright_plan::{Output, Plan, PlanError, PlatformChoice, Request, Run, compose};

pub(super) fn ui(session: &Session<'_>, args: &HostArgs) -> Result<u8, Fault> {
    if args.platforms.is_some() {
        return Err(Fault::usage("a UI is the same for every platform: ui-build takes no --platforms").hint("leave it out"));
    }
    let project = session.project()?;
    if project.uis.is_empty() {
        return Err(PlanError::configuration("this project has no UI").hint("add a [ui.NAME] table to archwright.toml").into());
    }
    let args = &if args.keys.is_empty() { HostArgs { keys: member::uis(session)?, ..args.clone() } } else { args.clone() };
    known("ui", args, project.uis.iter().map(|ui| ui.key.as_str()))?;
    let wanted = wanted(args, project.uis.iter().map(|ui| &ui.key), Need::Ui);
    run(session, args, &request(session, "ui-build")?, Needs { docker: false, rust: false }, &wanted, |plan, run| {
        compose::uis(plan, run, &args.keys)
    })
}

pub(super) fn cli(session: &Session<'_>, args: &HostArgs) -> Result<u8, Fault> {
    let project = session.project()?;
    if project.clis.is_empty() {
        return Err(PlanError::configuration("this project has no command line").hint("add a [cli.NAME] table to archwright.toml").into());
    }
    let args = &if args.keys.is_empty() { HostArgs { keys: member::clis(session)?, ..args.clone() } } else { args.clone() };
    known("cli", args, project.clis.iter().map(|cli| cli.key.as_str()))?;
    let asked = platforms(args.platforms.as_deref(), session.variables())?;
    let platforms = asked.clone().unwrap_or_else(|| project.platforms.clone()).value;
    let exact = |asked: Sourced<Platforms>| Sourced::new(PlatformChoice::Exact(asked.value), asked.origin);
    let request = Request { platforms: asked.map(exact), ..request(session, "cli-build")? };
    let wanted = wanted(args, project.clis.iter().map(|cli| &cli.key), Need::Cli);
    run(session, args, &request, Needs { docker: false, rust: true }, &wanted, |plan, run| compose::clis(plan, run, &args.keys, &platforms))
}

/// A key that is not there is a mistake of the command line, not of the file.
fn known<'a>(what: &str, args: &HostArgs, keys: impl Iterator<Item = &'a str> + Clone) -> Result<(), Fault> {
    let Some(unknown) = args.keys.iter().find(|key| !keys.clone().any(|known| known == key.as_str())) else { return Ok(()) };
    let near = did_you_mean(unknown, keys.clone());
    Err(Fault::usage(format!("there is no {what} `{unknown}`")).hint(format!("{near}known: {}", keys.collect::<Vec<_>>().join(", "))))
}

/// What the environment asks of any verb, though a host step needs none of it: the plan tells it. No image goes anywhere.
fn request(session: &Session<'_>, verb: &str) -> Result<Request, Fault> {
    Ok(Request {
        registry: registry(&[], session)?,
        builder: setting(None, "--builder", session.variables(), &Setting::Builder)?,
        output: Some(Sourced::new(Output::Nothing, Origin::Verb(verb.into()))),
        overrides: session.overrides().to_vec(),
        ..Request::default()
    })
}

/// What a host step makes: all, or what is named.
fn wanted<'a>(args: &HostArgs, keys: impl Iterator<Item = &'a Key>, need: fn(Key) -> Need) -> Vec<Need> {
    let asked = |key: &&Key| args.keys.is_empty() || args.keys.iter().any(|asked| asked == key.as_str());
    keys.filter(asked).cloned().map(need).collect()
}

fn run(
    session: &Session<'_>,
    args: &HostArgs,
    request: &Request,
    needs: Needs,
    wanted: &[Need],
    compose: impl Fn(&mut Plan, &Run<'_>) -> Result<(), PlanError>,
) -> Result<u8, Fault> {
    let project = session.project()?;
    let world = session.world(project, args.progress)?;
    if !args.dry_run {
        world.lock()?;
    }
    let facts = session.facts(project, None, request, needs)?;
    let run = Run::new(project, &facts, request)?;
    let mut plan = Plan::new(&run);
    compose(&mut plan, &run).map_err(|error| session.placed_with(error, run.wrong_with(wanted)))?;
    if args.dry_run {
        return show(session, &plan, if args.json { Form::Json } else { Form::Text });
    }
    Ok(tell(session, &execute(&plan, &world), &world, args.json))
}
