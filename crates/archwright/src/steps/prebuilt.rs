//! *Prebuilt binaries*: each looked at and staged for the images of its platform alone.

use super::Ended;
use crate::{
    StepError, World,
    binary::{CheckedBinary, Unchecked, WrongBinary, look},
};
use archwright_model::ExitKind;
use archwright_plan::prebuilt::{PrebuiltBinary, StageBinaries};

/// What is wrong with those that are there before the run: they are looked at before anything is done; what a step makes, once it is
/// made.
pub(super) fn hindrances(work: &StageBinaries, world: &World) -> Vec<StepError> {
    let there = work.binaries.iter().filter(|binary| binary.made_by.is_empty());
    let wrong = |binary: &PrebuiltBinary| {
        let error = look(binary.platform, &world.project().path(&binary.file)).err()?;
        Some(refused(work, binary, &error))
    };
    there.filter_map(wrong).collect()
}

pub(super) fn run(work: &StageBinaries, world: &World) -> Result<Ended, StepError> {
    let project = world.project();
    let mut fresh = true;
    for prebuilt in &work.binaries {
        let (file, dir) = (project.path(&prebuilt.file), project.path(&prebuilt.staged));
        let binary = CheckedBinary::copy(prebuilt.platform, &file, &dir).map_err(|error| match error {
            Unchecked::Wrong(error) => refused(work, prebuilt, &error),
            Unchecked::Disk(error) => error,
        })?;
        fresh &= binary.put(&project.path(prebuilt.staged_binary(&work.key)))?;
    }
    let platforms: Vec<_> = work.binaries.iter().map(|binary| binary.platform.to_string()).collect();
    let note = platforms.join(", ");
    Ok(if fresh { Ended::already_so(note) } else { Ended::done(note) })
}

fn refused(work: &StageBinaries, binary: &PrebuiltBinary, error: &WrongBinary) -> StepError {
    let (kind, fix) = match binary.made_by.as_slice() {
        [] => (ExitKind::Configuration, String::new()),
        [step, ..] => (ExitKind::HostStep, format!(", or mend `{step}`, which makes it")),
    };
    StepError::new(kind, error.to_string()).hint(format!("give `prebuilt.{}` a binary for {}{fix}", work.key, binary.platform))
}
