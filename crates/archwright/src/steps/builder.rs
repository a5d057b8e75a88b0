//! *Ensure builder*: by exact name, never the user's current one, recreated only if it is ours and drifted.

mod ask;

use super::{Ended, machine, tell};
use crate::{
    StepError, World,
    builder_lock::{BuilderLock, Hold},
    builder_record::BuilderRecord,
    files, observe,
    progress::Event,
};
use archwright_model::{ExitKind, Platforms};
use archwright_plan::{
    Fact, StepId,
    builder::{BuilderState, Difference, EnsureBuilder, OnRecord},
    facts::{BuilderInstance, Driver},
};

pub(super) fn run(work: &EnsureBuilder, id: &StepId, world: &World) -> Result<Ended, StepError> {
    let made = match &work.state {
        BuilderState::Unknown(why) => {
            return Err(machine(format!("builder `{}` is unknown: {why}", work.name))
                .hint("mend what it says, or name another builder with --builder; one that does not exist yet is created"));
        }
        BuilderState::Foreign(Driver::Docker) => Some(format!("`{}` is the Docker server's own and is used as it is", work.name)),
        BuilderState::Foreign(driver) => Some(format!("`{}` is not ours ({driver}) and is used as it is", work.name)),
        BuilderState::Current | BuilderState::Unasked | BuilderState::Missing | BuilderState::Drifted(_) => share(work, id, world)?,
    };
    let asked = || "asked what it builds".to_owned();
    if made.is_none() && work.state == BuilderState::Current {
        return Ok(Ended::already_so(format!("`{}` builds {}", work.name, work.platforms)));
    }
    let platforms = ask::ask(work, id, world)?;
    let lacking = work.runs.missing_from(&platforms);
    if !lacking.is_empty() {
        return Err(ask::lacks(work, &lacking, &platforms));
    }
    remember(work, &platforms, world)?;
    Ok(Ended::done(made.unwrap_or_else(asked)))
}

/// The builder as it should be, shared with whoever builds with it until this run ends; what was made of it for that.
///
/// What the plan saw is not believed: another run may have made or removed it since.
fn share(work: &EnsureBuilder, id: &StepId, world: &World) -> Result<Option<String>, StepError> {
    let lock = BuilderLock::open(&work.name, world.runner())?;
    let mut made = None;
    // Of two projects that name one builder and want it otherwise, the other may come between making and sharing.
    for _ in 0..10 {
        lock.take(Hold::Shared, id, world)?;
        if work.on_record(&on_record(work, world)) == OnRecord::AsItShouldBe {
            world.hold(lock);
            return Ok(made);
        }
        lock.take(Hold::Alone, id, world)?;
        made = make(work, id, world)?.or(made);
    }
    Err(machine(format!("builder `{}` is made anew by another project again and again", work.name))
        .hint("name a builder of its own in each of them, with --builder or [project] builder"))
}

/// Makes it what it should be, with nobody else about.
fn make(work: &EnsureBuilder, id: &StepId, world: &World) -> Result<Option<String>, StepError> {
    match work.on_record(&on_record(work, world)) {
        OnRecord::AsItShouldBe => Ok(None),
        OnRecord::Missing => {
            create(work, id, world)?;
            Ok(Some(format!("`{}` created", work.name)))
        }
        OnRecord::Drifted(differences) => {
            let why = work.drift(&differences);
            world.reporter().event(&Event::Line { step: id, text: &why });
            let removed = tell(&work.remove(), ExitKind::Machine, id, world);
            // Of a server that does not answer, buildx forgets the builder, and fails all the same (seen with 0.29).
            if !differences.contains(&Difference::Server) || on_record(work, world) != Fact::Known(None) {
                removed?;
            }
            create(work, id, world)?;
            Ok(Some(format!("`{}` recreated: {why}", work.name)))
        }
        OnRecord::Foreign(driver) => Err(machine(format!("somebody made builder `{}` ({driver}) meanwhile", work.name))
            .hint("run again to use it as it is, or name another builder with --builder")),
        OnRecord::Unknown(why) => Err(machine(format!("builder `{}` is unknown: {why}", work.name))
            .hint("mend what it says, or name another builder with --builder; one that does not exist yet is created")),
    }
}

fn create(work: &EnsureBuilder, id: &StepId, world: &World) -> Result<(), StepError> {
    if !work.buildkitd.text.is_empty() {
        let file = world.project().path(&work.config_file);
        files::write(&file, work.buildkitd.text.as_bytes()).map_err(|error| StepError::file(&file, &error))?;
    }
    let created = tell(&work.create(), ExitKind::Machine, id, world);
    // A run with a cache folder of its own may have made the same builder meanwhile; asking it waits until it is up.
    if created.is_err() && work.on_record(&on_record(work, world)) == OnRecord::AsItShouldBe { Ok(()) } else { created }
}

fn on_record(work: &EnsureBuilder, world: &World) -> Fact<Option<BuilderInstance>> {
    observe::builder(world.runner().environment(), world.project(), &work.name)
}

fn remember(work: &EnsureBuilder, platforms: &Platforms, world: &World) -> Result<(), StepError> {
    let Fact::Known(Some(instance)) = on_record(work, world) else { return Ok(()) };
    let record = BuilderRecord::new(&instance.nodes, platforms.clone());
    record.write(world.project(), &work.name).map_err(|error| StepError::file(world.project().state_dir(), &error))
}
