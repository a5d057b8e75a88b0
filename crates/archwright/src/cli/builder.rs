//! `builder ensure|status|rm`.

use super::{
    Fault,
    args::{BuilderArgs, BuilderVerb},
    build::tell,
    environment::setting,
    request::registry,
    session::{Needs, Session},
};
use crate::{
    World,
    builder_lock::{BuilderLock, Hold},
    error::StepError,
    execute, observe,
};
use archwright_model::{
    ExitKind,
    project::{BuilderName, Setting},
};
use archwright_plan::{
    Fact, Plan, Request, Run, StepId, Work,
    builder::{BuilderState, EnsureBuilder, OnRecord},
    facts::{Driver, Facts},
};

pub(super) fn run(session: &Session<'_>, args: &BuilderArgs) -> Result<u8, Fault> {
    let project = session.project()?;
    let request = Request {
        builder: setting::<BuilderName>(args.builder.as_deref(), "--builder", session.variables(), &Setting::Builder)?,
        registry: registry(args.registry.as_slice(), session)?,
        ..Request::default()
    };
    let world = session.world(project, None)?;
    if args.verb == BuilderVerb::Ensure {
        world.lock()?;
    }
    let facts = session.facts(project, None, &request, Needs { docker: true, rust: false })?;
    let run = Run::new(project, &facts, &request)?;
    let mut plan = Plan::new(&run);
    plan.add(run.builder()?)?;
    let Some(Work::EnsureBuilder(work)) = plan.steps().first().map(|step| &step.work) else {
        return Err(Fault::new(ExitKind::Bug, "the plan has no builder"));
    };
    match args.verb {
        BuilderVerb::Ensure => Ok(tell(session, &execute(&plan, &world), &world, false)),
        BuilderVerb::Status => {
            known(work, &facts)?;
            session.out.print(&format!("{}: {}", work.name, state(work)));
            for name in observe::our_builders(&session.environment).into_iter().filter(|name| *name != work.name.as_str().to_lowercase()) {
                session.out.print(&format!("{name}: ours too, for other projects; `builder rm --builder {name}` removes it"));
            }
            Ok(ExitKind::Done.code())
        }
        BuilderVerb::Rm => {
            known(work, &facts)?;
            remove(session, work, &world)
        }
    }
}

/// A machine where nobody can say how the builder stands is no machine without one.
fn known(work: &EnsureBuilder, facts: &Facts) -> Result<(), Fault> {
    let (why, fix) = match (&work.state, why_unable(facts)) {
        (BuilderState::Unknown(_) | BuilderState::Missing, Some(why)) => {
            (why, "install Docker with its buildx plugin, and start it; `docker info` tells how it stands")
        }
        (BuilderState::Unknown(why), None) => (why.clone(), "mend what it says; `docker buildx ls` shows what buildx knows"),
        (
            BuilderState::Current | BuilderState::Unasked | BuilderState::Missing | BuilderState::Drifted(_) | BuilderState::Foreign(_),
            _,
        ) => {
            return Ok(());
        }
    };
    Err(Fault::new(ExitKind::Machine, format!("cannot know how builder `{}` stands: {why}", work.name)).hint(fix))
}

/// Why Docker here cannot be asked about builders.
fn why_unable(facts: &Facts) -> Option<String> {
    let docker = match &facts.docker {
        Fact::Known(docker) => docker,
        Fact::Unknown(why) => return Some(why.clone()),
    };
    match (&docker.buildx, &docker.server) {
        (None, _) => Some("`docker` has no buildx plugin".into()),
        (Some(_), Fact::Unknown(why)) => Some(why.clone()),
        (Some(_), Fact::Known(_)) => None,
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

/// Removes the builder once nobody builds with it. What Docker cannot be asked about may be foreign on another server, and was
/// refused before.
fn remove(session: &Session<'_>, work: &EnsureBuilder, world: &World) -> Result<u8, Fault> {
    let refuse = |record: OnRecord| match record {
        OnRecord::Missing => {
            session.out.print(&format!("{}: there is none of that name", work.name));
            Ok(false)
        }
        OnRecord::Foreign(Driver::Docker) => Err(Fault::usage(format!("builder `{}` is the Docker server's own and stays", work.name))
            .hint("name a builder of ours with --builder")),
        OnRecord::Foreign(_) => Err(Fault::usage(format!("builder `{}` is not ours and stays", work.name))
            .hint(format!("`docker buildx rm {}` removes it", work.name))),
        OnRecord::Unknown(why) => Err(Fault::new(ExitKind::Machine, format!("builder `{}` is unknown: {why}", work.name))
            .hint("mend what it says; `docker buildx ls` shows what buildx knows")),
        OnRecord::AsItShouldBe | OnRecord::Drifted(_) => Ok(true),
    };
    let on_record = || work.on_record(&observe::builder(&session.environment, world.project(), &work.name));
    if !refuse(on_record())? {
        return Ok(0);
    }
    let lock = BuilderLock::open(&work.name, world.runner())?;
    lock.take(Hold::Alone, &StepId::new("builder"), world)?;
    if !refuse(on_record())? {
        return Ok(0);
    }
    let command = work.remove();
    let answer = world.runner().capture(&command).map_err(StepError::from)?;
    if !answer.exit.is_success() {
        return Err(Fault::new(ExitKind::Machine, format!("`{command}` ended with {}: {}", answer.exit, answer.stderr.trim()))
            .hint("mend what Docker says; `docker buildx ls` shows how it stands"));
    }
    // buildx names a node by its builder and a number, and its volume by the node (`driver/docker-container`).
    let volume = format!("buildx_buildkit_{}0_state", work.name);
    session.out.print(&format!("{}: removed; its build cache stays until `docker volume rm {volume}`", work.name));
    Ok(0)
}
