//! *Prebuilt binaries*: each looked at and staged for the images of its platform alone.

use super::{Ended, cli::stage};
use crate::{PlatformBinary, StepError, World};
use archwright_model::ExitKind;
use archwright_plan::prebuilt::StageBinaries;

pub(super) fn run(work: &StageBinaries, world: &World) -> Result<Ended, StepError> {
    let mut fresh = true;
    for prebuilt in &work.binaries {
        let binary = PlatformBinary::check_for(prebuilt.platform, world.project().path(&prebuilt.file)).map_err(|error| {
            StepError::new(ExitKind::HostStep, error.to_string())
                .hint(format!("give `prebuilt.{}` a binary for {}, or mend the step that makes it", work.key, prebuilt.platform))
        })?;
        fresh &= stage(&binary, &prebuilt.staged, &prebuilt.staged_binary(&work.key), world)?;
    }
    let platforms: Vec<_> = work.binaries.iter().map(|binary| binary.platform.to_string()).collect();
    let note = platforms.join(", ");
    Ok(if fresh { Ended::already_so(note) } else { Ended::done(note) })
}
