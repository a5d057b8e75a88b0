//! Finishing the tags of an interrupted run, without building anything.

use crate::{
    StepError, World,
    journal::{Journal, Move},
    report::TagOutcome,
    steps::publish::{Now, Unmoved, now, roll, taken},
    verify,
    world::registry_failure,
};
use archwright_model::ExitKind;
use archwright_oci::{Expectation, registry::Client};
use camino::Utf8PathBuf;

/// Moves the tags that a journal still has open, in its order, and tells of each; how many had to be moved.
///
/// A tag that somebody else moved since the run stops it, and stays where it is.
pub fn resume(file: &Utf8PathBuf, world: &World, tell: &mut dyn FnMut(&Move, TagOutcome)) -> Result<usize, StepError> {
    // A journal in the project's own folder belongs to its runs, one at a time.
    if file.starts_with(world.project().state_dir()) {
        world.lock()?;
    }
    let client = world.client()?;
    let mut journal = Journal::read(file)?;
    let mut moved = 0;
    for index in 0..journal.moves().len() {
        let step = journal.moves()[index].clone();
        let outcome = finish(&step, client, world)?;
        moved += usize::from(outcome != TagOutcome::AlreadySo);
        tell(&step, outcome);
        journal.finish(index);
        journal.write(file)?;
    }
    Ok(moved)
}

fn finish(step: &Move, client: &Client, world: &World) -> Result<TagOutcome, StepError> {
    match now(step, client)? {
        Now::Ours => return Ok(TagOutcome::AlreadySo),
        Now::Old if !step.is_done() => {}
        now => return Err(taken(step, &now)),
    }
    let pinned = step.repository().pinned(step.new_digest());
    // The registry may have collected something since: it is proven again before the tag moves.
    let verdict = verify::reference(&pinned, &Expectation::platforms(step.platforms().clone()), world)?;
    let Some(proven) = verdict.proven() else {
        let findings = verdict.findings().iter().map(ToString::to_string);
        return Err(StepError::new(ExitKind::Verification, format!("{pinned} is no longer what was proven"))
            .details(findings)
            .hint("build and push it again"));
    };
    let document = client.manifest(&pinned).map_err(|error| registry_failure(&error))?;
    let document = document
        .ok_or_else(|| StepError::new(ExitKind::Registry, format!("{pinned} is gone from the registry")).hint("build and push it again"))?;
    roll(client, step, &proven, &document).map_err(Unmoved::into_error)
}
