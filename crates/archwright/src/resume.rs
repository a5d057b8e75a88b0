//! Finishing the tags of an interrupted run, without building anything.

use crate::{
    StepError, World,
    journal::{Journal, Move},
    report::TagOutcome,
    steps::publish::roll,
    verify,
    world::registry_failure,
};
use archwright_model::{Digest, ExitKind};
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
    for index in 0..journal.moves.len() {
        let step = journal.moves[index].clone();
        let outcome = finish(&step, client, world)?;
        moved += usize::from(outcome != TagOutcome::AlreadySo);
        tell(&step, outcome);
        journal.moves[index].done = true;
        journal.write(file)?;
    }
    Ok(moved)
}

fn finish(step: &Move, client: &Client, world: &World) -> Result<TagOutcome, StepError> {
    let now = client.head(&step.reference()).map_err(|error| registry_failure(&error))?.map(|found| found.digest);
    if now.as_ref() == Some(&step.new) {
        return Ok(TagOutcome::AlreadySo);
    }
    if step.done || now != step.old {
        return Err(taken(step, now));
    }
    let pinned = step.repository.pinned(&step.new);
    // The registry may have collected something since: it is proven again before the tag moves.
    let expectation = Expectation { platforms: Some(step.platforms.clone()), provenance: false, sbom: false };
    let verdict = verify::reference(&pinned, &expectation, world)?;
    if verdict.proven().is_none() {
        let findings = verdict.findings().iter().map(ToString::to_string);
        return Err(StepError::new(ExitKind::Verification, format!("{pinned} is no longer what was proven"))
            .details(findings)
            .hint("build and push it again"));
    }
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
