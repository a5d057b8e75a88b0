//! *Cross-build CLI*: built by Cargo for each triple, looked at, and staged for the images of its platform alone.

mod diagnostics;

use super::Ended;
use crate::{
    StepError, World,
    binary::{CheckedBinary, Linkage, Unchecked},
    progress::Event,
    runner::Stream,
};
use archwright_model::{Command, ExitKind};
use archwright_plan::{
    StepId,
    cli::{BuildCli, CliBuild, Tool},
};
use diagnostics::Diagnostics;
use serde::Deserialize;

pub(super) fn run(work: &BuildCli, id: &StepId, world: &World) -> Result<Ended, StepError> {
    let mut fresh = true;
    for command in &work.commands {
        fresh &= build(command, work, id, world)?;
    }
    for build in &work.builds {
        fresh &= take(work, build, world)?;
    }
    let platforms: Vec<_> = work.builds.iter().map(|build| format!("{} by {}", build.platform, tool_name(build))).collect();
    let note = platforms.join(", ");
    Ok(if fresh { Ended::already_so(note) } else { Ended::done(note) })
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
    let output = world.project().path(&build.output);
    let wrong = |message: String| StepError::new(ExitKind::HostStep, message);
    if !output.exists() {
        return Err(wrong(format!("{} left no binary at {output}", tool_name(build))).hint(format!("check `bin` in [cli.{}]", work.key)));
    }
    let dir = world.project().path(&build.staged);
    let binary = CheckedBinary::copy(build.platform, &output, &dir).map_err(|error| match error {
        Unchecked::Wrong(error) => {
            wrong(error.to_string()).hint(format!("{} built for {}; its linker or target is wrong", tool_name(build), build.triple))
        }
        Unchecked::Disk(error) => error,
    })?;
    if work.is_static && binary.linkage() == Linkage::Dynamic {
        return Err(wrong(format!("`{output}` needs a loader, and [cli.{}] asks for a static binary", work.key)));
    }
    binary.put(&world.project().path(build.staged_binary(&work.bin)))
}
