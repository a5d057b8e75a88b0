//! Finishing the tags of an interrupted run, without building anything.

use crate::{
    StepError, World,
    journal::{Journal, Move},
    report::TagOutcome,
    steps::publish::roll,
    world::registry_failure,
};
use archwright_model::{Digest, ExitKind};
use archwright_oci::registry::Client;
use camino::Utf8PathBuf;

/// Moves the tags that a journal still has open, in its order, and tells of each; how many had to be moved.
///
/// A tag that somebody else moved since the run stops it, and stays where it is.
pub fn resume(file: &Utf8PathBuf, world: &World, tell: &mut dyn FnMut(&Move, TagOutcome)) -> Result<usize, StepError> {
    let client = world.client()?;
    let mut journal = Journal::read(file)?;
    let mut moved = 0;
    for index in 0..journal.moves.len() {
        let step = journal.moves[index].clone();
        let outcome = finish(&step, client)?;
        moved += usize::from(outcome != TagOutcome::AlreadySo);
        tell(&step, outcome);
        journal.moves[index].done = true;
        journal.write(file)?;
    }
    Ok(moved)
}

fn finish(step: &Move, client: &Client) -> Result<TagOutcome, StepError> {
    let now = client.head(&step.reference()).map_err(|error| registry_failure(&error))?.map(|found| found.digest);
    if now.as_ref() == Some(&step.new) {
        return Ok(TagOutcome::AlreadySo);
    }
    if step.done || now != step.old {
        return Err(taken(step, now));
    }
    let pinned = step.repository.pinned(&step.new);
    let document = client.manifest(&pinned).map_err(|error| registry_failure(&error))?;
    let document = document
        .ok_or_else(|| StepError::new(ExitKind::Registry, format!("{pinned} is gone from the registry")).hint("build and push it again"))?;
    roll(client, step, &document)?;
    Ok(if step.old.is_some() { TagOutcome::Moved } else { TagOutcome::Created })
}

fn taken(step: &Move, now: Option<Digest>) -> StepError {
    let there = now.map_or_else(|| "is gone".to_owned(), |digest| format!("points to {digest}"));
    StepError::new(ExitKind::Registry, format!("{} {there}: another publisher was here since this run", step.reference()))
        .hint("check which of the two is wanted, and build again if it is this one")
}
