//! *Ensure builder*: by exact name, never the user's current one, recreated only if it is ours and drifted.

use super::{Ended, machine, tell};
use crate::{StepError, World, builder_record::BuilderRecord, files, observe, progress::Event};
use archwright_model::{ExitKind, Platforms};
use archwright_plan::{
    Fact, StepId,
    builder::{BuilderState, Difference, EnsureBuilder},
    facts::Driver,
};
use std::{thread, time::Duration};

pub(super) fn run(work: &EnsureBuilder, id: &StepId, world: &World) -> Result<Ended, StepError> {
    let note = match &work.state {
        BuilderState::Current => return Ok(Ended::already_so(format!("`{}` builds {}", work.name, work.platforms))),
        BuilderState::Unknown(why) => return Err(machine(format!("builder `{}` is unknown: {why}", work.name))),
        BuilderState::Unasked => "asked what it builds".to_owned(),
        BuilderState::Foreign(Driver::Docker) => format!("`{}` is the Docker server's own and is used as it is", work.name),
        BuilderState::Foreign(driver) => format!("`{}` is not ours ({driver}) and is used as it is", work.name),
        BuilderState::Missing => {
            create(work, id, world)?;
            format!("`{}` created", work.name)
        }
        BuilderState::Drifted(differences) => {
            let why = work.drift(differences);
            world.reporter().event(&Event::Line { step: id, text: &why });
            let removed = tell(&work.remove(), ExitKind::Machine, id, world);
            // Of a server that does not answer, buildx forgets the builder, and fails all the same (seen with 0.29).
            if !differences.contains(&Difference::Server) || !is_gone(work, world) {
                removed?;
            }
            create(work, id, world)?;
            format!("`{}` recreated: {why}", work.name)
        }
    };
    let platforms = ask(work, id, world)?;
    let lacking = work.platforms.missing_from(&platforms);
    if !lacking.is_empty() {
        let names: Vec<_> = lacking.iter().map(|platform| platform.arch().to_string()).collect();
        return Err(machine(format!("builder `{}` does not build {lacking}; it builds {platforms}", work.name)).hint(format!(
            "install the emulator: `docker run --privileged --rm tonistiigi/binfmt --install {}`, or Debian's qemu-user-static",
            names.join(",")
        )));
    }
    remember(work, &platforms, world)?;
    Ok(Ended::done(note))
}

fn create(work: &EnsureBuilder, id: &StepId, world: &World) -> Result<(), StepError> {
    if !work.buildkitd.text.is_empty() {
        let file = world.project().path(&work.config_file);
        files::write(&file, work.buildkitd.text.as_bytes()).map_err(|error| StepError::file(&file, &error))?;
    }
    let created = tell(&work.create(), ExitKind::Machine, id, world);
    // Another run may have made the same builder meanwhile; asking it waits until it is up.
    if created.is_err() && is_there(work, world) { Ok(()) } else { created }
}

/// Whether a builder of that name and configuration is on record by now.
fn is_there(work: &EnsureBuilder, world: &World) -> bool {
    let seen = observe::builder(world.runner().environment(), world.project(), &work.name);
    let Fact::Known(Some(instance)) = seen else { return false };
    let stamp = work.stamp.to_string();
    instance.nodes.iter().any(|node| node.stamp.as_ref() == Some(&stamp))
}

/// Whether no builder of that name is on record any more.
fn is_gone(work: &EnsureBuilder, world: &World) -> bool {
    observe::builder(world.runner().environment(), world.project(), &work.name) == Fact::Known(None)
}

/// What the builder says it builds, over all its nodes.
///
/// One that another run is just starting says nothing for a moment.
fn ask(work: &EnsureBuilder, id: &StepId, world: &World) -> Result<Platforms, StepError> {
    let command = work.inspect();
    world.reporter().event(&Event::Line { step: id, text: "asking what it builds" });
    for _ in 0..20 {
        let answer = world.runner().capture(&command)?;
        if !answer.exit.is_success() {
            return Err(machine(format!("`{command}` ended with {}", answer.exit)).details(answer.stderr.lines().map(str::to_owned)));
        }
        let platforms = parse(&answer.stdout);
        if !platforms.is_empty() {
            return Ok(platforms);
        }
        thread::sleep(Duration::from_millis(500));
    }
    Err(machine(format!("builder `{}` does not say what it builds", work.name)).hint(format!(
        "see what `docker buildx inspect --bootstrap {}` says; `docker buildx rm {}` makes room for a new one",
        work.name, work.name
    )))
}

/// The `Platforms:` lines of `docker buildx inspect`; a platform given by its creator is marked with `*`.
fn parse(text: &str) -> Platforms {
    let lines = text.lines().filter_map(|line| line.trim().strip_prefix("Platforms:"));
    let words = lines.flat_map(|line| line.split(','));
    words.filter_map(|word| word.trim().trim_end_matches('*').parse().ok()).collect()
}

fn remember(work: &EnsureBuilder, platforms: &Platforms, world: &World) -> Result<(), StepError> {
    let seen = observe::builder(world.runner().environment(), world.project(), &work.name);
    let Fact::Known(Some(instance)) = seen else { return Ok(()) };
    let record = BuilderRecord::new(&instance.nodes, platforms.clone());
    record.write(world.project(), &work.name).map_err(|error| StepError::file(world.project().state_dir(), &error))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn platforms_of_every_node_are_read() {
        let text = "Name:   two\nDriver: remote\n\nNodes:\nName:      two0\nPlatforms: linux/amd64*, linux/amd64/v2\n\nName:      two1\nPlatforms: linux/arm64*, wasi/wasm\n";
        assert_eq!(parse(text).to_string(), "linux/amd64,linux/amd64/v2,linux/arm64");
    }
}
