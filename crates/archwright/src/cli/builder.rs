//! `builder ensure|status|rm`.

use super::{
    Fault,
    args::{BuilderArgs, BuilderVerb},
    build::{print, tell},
    environment::setting,
    request::registry,
    session::{Needs, Session},
};
use crate::{error::StepError, execute};
use archwright_model::{ExitKind, project::BuilderName};
use archwright_plan::{
    Plan, Request, Run, Work,
    builder::{self, BuilderState, EnsureBuilder},
    facts::Driver,
};

pub(super) fn run(session: &Session<'_>, args: &BuilderArgs) -> Result<u8, Fault> {
    let project = session.project()?;
    let request = Request {
        builder: setting::<BuilderName>(args.builder.as_deref(), "--builder", &session.environment, "ARCHWRIGHT_BUILDER")?,
        registry: registry(args.registry.as_deref(), session)?,
        ..Request::default()
    };
    let world = session.world(project, None)?;
    if args.verb == BuilderVerb::Ensure {
        world.lock()?;
    }
    let name = builder::name(project, &request).value;
    let facts = session.facts(project, None, &name, Needs { docker: true, rust: false, tags: &[] })?;
    let run = Run::new(project, &facts, &request)?;
    let mut plan = Plan::new(&run);
    plan.add(run.builder()?)?;
    let Some(Work::EnsureBuilder(work)) = plan.steps().first().map(|step| &step.work) else {
        return Err(Fault::new(ExitKind::Bug, "the plan has no builder"));
    };
    match args.verb {
        BuilderVerb::Ensure => Ok(tell(&execute(&plan, &world), &world, false)),
        BuilderVerb::Status => {
            print(&format!("{}: {}", work.name, state(work)));
            Ok(if matches!(work.state, BuilderState::Unknown(_)) { ExitKind::Machine.code() } else { 0 })
        }
        BuilderVerb::Rm => remove(session, work),
    }
}

fn state(work: &EnsureBuilder) -> String {
    match &work.state {
        BuilderState::Current => format!("ours, builds {}", work.platforms),
        BuilderState::Unasked => "ours; the next run asks what it builds".into(),
        BuilderState::Missing => "there is none of that name; the next run creates it".into(),
        BuilderState::Drifted(differences) => format!("ours, and the next run makes it anew: {}", work.drift(differences)),
        BuilderState::Foreign(Driver::Docker) => "the Docker server's own, used as it is".into(),
        BuilderState::Foreign(driver) => format!("not ours ({driver}), used as it is"),
        BuilderState::Unknown(why) => format!("unknown: {why}"),
    }
}

fn remove(session: &Session<'_>, work: &EnsureBuilder) -> Result<u8, Fault> {
    match &work.state {
        BuilderState::Missing => {
            print(&format!("{}: there is none of that name", work.name));
            return Ok(0);
        }
        BuilderState::Foreign(Driver::Docker) => {
            return Err(Fault::usage(format!("builder `{}` is the Docker server's own and stays", work.name))
                .hint("name a builder of ours with --builder"));
        }
        BuilderState::Foreign(_) => {
            return Err(Fault::usage(format!("builder `{}` is not ours and stays", work.name))
                .hint(format!("`docker buildx rm {}` removes it", work.name)));
        }
        BuilderState::Unknown(why) => return Err(Fault::new(ExitKind::Machine, format!("builder `{}` is unknown: {why}", work.name))),
        BuilderState::Current | BuilderState::Unasked | BuilderState::Drifted(_) => {}
    }
    let project = session.project()?;
    let command = work.remove();
    let answer = session.runner(&project.root).capture(&command).map_err(StepError::from)?;
    if !answer.exit.is_success() {
        return Err(Fault::new(ExitKind::Machine, format!("`{command}` ended with {}: {}", answer.exit, answer.stderr.trim())));
    }
    // buildx names a node by its builder and a number, and its volume by the node (`driver/docker-container`).
    let volume = format!("buildx_buildkit_{}0_state", work.name);
    print(&format!("{}: removed; its build cache stays until `docker volume rm {volume}`", work.name));
    Ok(0)
}
