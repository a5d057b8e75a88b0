//! *Prebuilt binaries*: each looked at and staged for the images of its platform alone.

use super::{Ended, cli::stage};
use crate::{StepError, World, binary::CheckedBinary};
use archwright_model::ExitKind;
use archwright_plan::prebuilt::{PrebuiltBinary, StageBinaries};

/// What is there before the run is looked at before anything is done; what a step makes, once it is made.
pub(super) fn ready(work: &StageBinaries, world: &World) -> Result<(), StepError> {
    work.binaries.iter().filter(|binary| binary.made_by.is_empty()).try_for_each(|binary| look(work, binary, world).map(drop))
}

pub(super) fn run(work: &StageBinaries, world: &World) -> Result<Ended, StepError> {
    let mut fresh = true;
    for prebuilt in &work.binaries {
        let binary = look(work, prebuilt, world)?;
        fresh &= stage(&binary, &prebuilt.staged, &prebuilt.staged_binary(&work.key), world)?;
    }
    let platforms: Vec<_> = work.binaries.iter().map(|binary| binary.platform.to_string()).collect();
    let note = platforms.join(", ");
    Ok(if fresh { Ended::already_so(note) } else { Ended::done(note) })
}

fn look(work: &StageBinaries, binary: &PrebuiltBinary, world: &World) -> Result<CheckedBinary, StepError> {
    let (kind, fix) = match binary.made_by.as_slice() {
        [] => (ExitKind::Configuration, String::new()),
        [step, ..] => (ExitKind::HostStep, format!(", or mend `{step}`, which makes it")),
    };
    CheckedBinary::look(binary.platform, world.project().path(&binary.file)).map_err(|error| {
        StepError::new(kind, error.to_string()).hint(format!("give `prebuilt.{}` a binary for {}{fix}", work.key, binary.platform))
    })
}
