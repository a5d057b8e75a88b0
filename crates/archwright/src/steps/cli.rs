//! *Cross-build CLI*: built by Cargo for each triple, looked at, staged for the images of its platform alone, copied and packed.

mod archive;
mod checksums;
mod delivery;
mod diagnostics;
mod memory;

use super::Ended;
use crate::{
    StepError, World,
    binary::{CheckedBinary, Linkage, Unchecked, put_all},
    progress::Event,
    runner::Stream,
};
use archwright_model::{Command, ExitKind, count};
use archwright_plan::{
    StepId,
    cli::{BuildCli, CliBin, CliBuild, MadeFor, Tool},
};
use camino::Utf8Path;
use diagnostics::Diagnostics;
use memory::Room;
use serde::Deserialize;

pub(super) fn run(work: &BuildCli, id: &StepId, world: &World) -> Result<Ended, StepError> {
    let mut fresh = true;
    for command in &work.commands {
        let _room = Room::take(work.budget.as_ref(), command, world.runner().interrupt())?;
        fresh &= build(command, work, id, world)?;
    }
    for build in &work.builds {
        fresh &= take(work, build, world)?;
    }
    fresh &= delivery::deliver(work, world)?;
    let note = note(work);
    Ok(if fresh { Ended::already_so(note) } else { Ended::done(note) })
}

/// What was built by what, what was not, and what is packed.
fn note(work: &BuildCli) -> String {
    let built = work.builds.iter().map(|build| match build.made_for {
        MadeFor::Images => format!("{} by {}", build.platform, tool_name(build)),
        MadeFor::People => format!("{} by {}", build.triple, tool_name(build)),
    });
    let mut parts = vec![built.collect::<Vec<_>>().join(", ")];
    let delivery = &work.delivery;
    if let (Some(file), packed @ 1..) = (&delivery.checksums, delivery.archives.len()) {
        parts.push(format!("{} in {}", count(packed, "archive"), file.parent().map_or("", Utf8Path::as_str)));
    }
    let left_out: Vec<_> = work.left_out.iter().map(|left| left.triple.as_str()).collect();
    if !left_out.is_empty() {
        parts.push(format!("left out, as the plan says why: {}", left_out.join(", ")));
    }
    parts.join("; ")
}

/// Whether Cargo found nothing to do.
fn build(command: &Command, work: &BuildCli, id: &StepId, world: &World) -> Result<bool, StepError> {
    let mut diagnostics = Diagnostics::default();
    let mut fresh = true;
    let tell = |text: &str| world.reporter().event(&Event::Line { step: id, text });
    let exit = world.runner().read(command, |stream, text| match serde_json::from_str::<Message>(text) {
        Ok(message) if stream == Stream::Stdout => fresh &= message.fresh.unwrap_or(true),
        _ => diagnostics.take(text).into_iter().for_each(tell),
    })?;
    if exit.is_success() {
        diagnostics.into_lines().iter().for_each(|warning| tell(warning));
        return Ok(fresh);
    }
    let fix = diagnostics.fix(work);
    Err(StepError::new(ExitKind::HostStep, format!("`{command}` ended with {exit}")).details(diagnostics.into_lines()).hint(fix))
}

/// One of Cargo's JSON messages, as far as we care.
#[derive(Deserialize)]
struct Message {
    #[serde(rename = "reason")]
    _reason: String,
    fresh: Option<bool>,
}

/// What built a platform; a plan that lacks one does not run.
fn tool_name(build: &CliBuild) -> &'static str {
    build.tool.as_ref().map_or("no tool", Tool::name)
}

/// Looks at what a tool left behind, and stages it; whether it was there already.
fn take(work: &BuildCli, build: &CliBuild, world: &World) -> Result<bool, StepError> {
    let dir = world.project().path(&build.staged);
    let mut binaries = Vec::new();
    for bin in &work.bins {
        binaries.push((look(work, build, bin, &dir, world)?, world.project().path(build.staged_binary(bin))));
    }
    put_all(binaries, &dir)
}

fn look(work: &BuildCli, build: &CliBuild, bin: &CliBin, dir: &Utf8Path, world: &World) -> Result<CheckedBinary, StepError> {
    let output = world.project().path(build.built(bin));
    let wrong = |message: String| StepError::new(ExitKind::HostStep, message);
    if !output.exists() {
        return Err(wrong(format!("{} left no binary at {output}", tool_name(build))).hint(format!("check `bin` in [cli.{}]", work.key)));
    }
    let binary = CheckedBinary::copy(build.platform, &output, dir).map_err(|error| match error {
        Unchecked::Wrong(error) => {
            wrong(error.to_string()).hint(format!("{} built for {}; its linker or target is wrong", tool_name(build), build.triple))
        }
        Unchecked::Disk(error) => error,
    })?;
    if work.is_static && build.made_for == MadeFor::Images && binary.linkage() == Linkage::Dynamic {
        return Err(wrong(format!("`{output}` needs a loader, and [cli.{}] asks for a static binary", work.key)));
    }
    Ok(binary)
}
