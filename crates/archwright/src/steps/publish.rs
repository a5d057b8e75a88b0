//! *Publish*: tags roll forward onto proven digests, unique ones first, `latest` last, each move journalled.

use super::Ended;
use crate::{
    StepError, World,
    execute::State,
    journal::{Journal, Move},
    report::TagOutcome,
    world::registry_failure,
};
use archwright_model::{ExitKind, ImageRef, Platforms, count};
use archwright_oci::{Document, ProvenDigest, registry::Client};
use archwright_plan::{
    ImageId,
    publish::{Publish, TagMove},
};
use camino::Utf8Path;

pub(super) fn run(work: &Publish, world: &World, state: &State) -> Result<Ended, StepError> {
    let client = world.client()?;
    let file = world.project().path(&work.journal);
    let mut pending = Vec::new();
    {
        let mut state = state.lock();
        for TagMove { image, reference, platforms } in &work.tags {
            let (proven, document) = proven(image, &state)?;
            let old = state.tags.get(reference).and_then(|tag| tag.digest()).cloned();
            if old.as_ref() == Some(proven.digest()) {
                state.tagged(image, reference.clone(), TagOutcome::AlreadySo);
            } else {
                pending.push(Pending { image: image.clone(), step: step(reference, old, &proven, platforms)?, document });
            }
        }
    }
    if pending.is_empty() {
        return Ok(Ended::already_so("every tag points there"));
    }
    let mut moves: Vec<_> = pending.iter().map(|pending| pending.step.clone()).collect();
    // What an earlier run left open stays open behind ours: only its journal knows of it.
    moves.extend(Journal::open_moves(&file, &moves)?);
    let mut journal = Journal::new(moves);
    journal.write(&file)?;
    for (index, pending) in pending.iter().enumerate() {
        roll(client, &pending.step, &pending.document).map_err(|error| resume_hint(error, &file))?;
        journal.moves[index].done = true;
        journal.write(&file)?;
        let outcome = if pending.step.old.is_some() { TagOutcome::Moved } else { TagOutcome::Created };
        state.lock().tagged(&pending.image, pending.step.reference(), outcome);
    }
    Ok(Ended::done(count(pending.len(), "tag")))
}

struct Pending {
    image: ImageId,
    step: Move,
    document: Document,
}

fn proven<'a>(image: &ImageId, state: &'a crate::execute::Inner) -> Result<(ProvenDigest, Document), StepError> {
    let missing = || StepError::new(ExitKind::Bug, format!("image `{image}` is not proven"));
    let proven: &'a ProvenDigest = state.proven.get(image).ok_or_else(missing)?;
    let document = state.indexes.get(image).filter(|document| document.digest() == proven.digest()).ok_or_else(missing)?;
    Ok((proven.clone(), document.clone()))
}

fn step(reference: &ImageRef, old: Option<archwright_model::Digest>, new: &ProvenDigest, platforms: &Platforms) -> Result<Move, StepError> {
    let tag = reference.tag().ok_or_else(|| StepError::new(ExitKind::Bug, format!("{reference} has no tag")))?;
    Ok(Move {
        repository: reference.repository().clone(),
        tag: tag.clone(),
        old,
        new: new.digest().clone(),
        platforms: platforms.clone(),
        done: false,
    })
}

/// Puts one tag; a refusal is success if the tag points there all the same.
pub(crate) fn roll(client: &Client, step: &Move, document: &Document) -> Result<(), StepError> {
    let reference = step.reference();
    let Err(error) = client.put_manifest(&reference, document) else { return Ok(()) };
    match client.head(&reference) {
        Ok(Some(found)) if found.digest == step.new => Ok(()),
        _ => Err(registry_failure(&error)),
    }
}

fn resume_hint(error: StepError, file: &Utf8Path) -> StepError {
    let finish = format!("the images are pushed and proven; finish the tags with `publish --resume {file}`");
    let hint = error.fix().map_or_else(|| finish.clone(), |fix| format!("{fix}; {finish}"));
    error.hint(hint)
}
