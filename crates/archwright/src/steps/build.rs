//! *Build*: one call of `docker buildx bake`, its progress per platform, its digests from the metadata file.

mod base;
mod closing;
mod contexts;
mod ends;
mod failure;
mod lanes;
mod metadata;
mod push;
mod values;

use super::Ended;
use crate::{
    StepError, World,
    error::Tail,
    execute::{BuiltTarget, State},
    files,
    progress::{Event, seconds},
    runner::Stream,
};
use archwright_model::count;
use archwright_plan::{
    StepId,
    bake::{BakeOutput, Build},
};
use closing::Closing;
use failure::BuildFailure;
use lanes::Lanes;
use std::fs;
use values::Values;

pub(super) fn run(work: &Build, id: &StepId, world: &World, state: &State) -> Result<Ended, StepError> {
    prepare(work, world)?;
    let lanes = pushed(work, id, world, state)?;
    let unwritten = lanes.unwritten_caches();
    for text in &unwritten {
        world.reporter().event(&Event::Line { step: id, text });
    }
    let file = world.project().path(&work.metadata_file);
    let digests = metadata::read(&file)?;
    let mut state = state.lock();
    let mut cached = true;
    for target in &work.targets {
        let lane = lanes.times(&target.name);
        cached &= lane.cached;
        if target.output == BakeOutput::CacheOnly {
            continue;
        }
        let digest = digests.get(&target.name).cloned().ok_or_else(|| metadata::missing(&target.name, &file))?;
        state.built.insert(target.name.clone(), BuiltTarget { digest, seconds: lane.seconds });
    }
    let targets = count(work.targets.len(), "target");
    let note = if cached { format!("{targets}, all from the cache") } else { targets };
    Ok(Ended::done(if unwritten.is_empty() { note } else { format!("{note}; {} not written", count(unwritten.len(), "cache")) }))
}

/// Builds, and tries again what the registry did not take and may take later.
fn pushed(work: &Build, id: &StepId, world: &World, state: &State) -> Result<Lanes, StepError> {
    let mut tries = 1;
    loop {
        let BuildFailure { error, push } = match call(work, id, world, state) {
            Ok(lanes) => return Ok(lanes),
            Err(failure) => failure,
        };
        let Some(pause) = push.and_then(|standing| standing.pause(tries)) else { return Err(error) };
        tries += 1;
        let text = format!("{error}; trying to push again in {}", seconds(pause));
        world.reporter().event(&Event::Line { step: id, text: &text });
        world.runner().interrupt().pause(pause);
    }
}

/// One call of buildx, its progress told as it comes.
fn call(work: &Build, id: &StepId, world: &World, state: &State) -> Result<Lanes, BuildFailure> {
    let command = work.command();
    let (mut values, mut lanes, mut closing, mut talk) = (Values::default(), Lanes::new(work), Closing::default(), Tail::default());
    let tell = |lane: &str, text: &str, done: bool| world.reporter().event(&Event::Lane { step: id, lane, text, done });
    let exit = world.runner().read(&command, |stream, line| match stream {
        Stream::Stdout => talk.push(line),
        Stream::Stderr => match values.push(line) {
            values::Read::Value(status) => lanes.take(&status, &tell),
            values::Read::Part => {}
            values::Read::Text(text) => {
                closing.take(&text);
                talk.push(&text);
            }
        },
    })?;
    lanes.end(exit.is_success(), &tell);
    let ends = ends::of(work, &lanes, state, exit.is_success(), world.runner().interrupt().is_raised());
    state.lock().lanes.extend(ends);
    if exit.is_success() { Ok(lanes) } else { Err(failure::explain(exit, work, &lanes, &closing, talk.into_lines(), world)) }
}

/// Folders that buildx writes to; an export starts from an empty one.
fn prepare(work: &Build, world: &World) -> Result<(), StepError> {
    let project = world.project();
    let file = project.path(&work.metadata_file);
    let dir = file.parent().unwrap_or(&file);
    fs::create_dir_all(dir).map_err(|error| StepError::file(dir, &error))?;
    if let Err(error) = fs::remove_file(&file)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        return Err(StepError::file(&file, &error));
    }
    for export in work.targets.iter().filter_map(|target| target.layout()) {
        let dir = project.path(export);
        files::fresh_dir(&dir).map_err(|error| StepError::file(&dir, &error))?;
    }
    Ok(())
}
