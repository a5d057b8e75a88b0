//! *Publish*: tags roll forward onto proven digests, unique ones first, `latest` last, each move journalled.

use super::Ended;
use crate::{
    StepError, World,
    execute::State,
    journal::{Journal, Move},
    report::TagOutcome,
    world::registry_failure,
};
use archwright_model::{Digest, ExitKind, ImageRef, Platforms, count};
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
                let step = step(reference, old, &proven, platforms)?;
                pending.push(Pending { image: image.clone(), step, proven, document });
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
    for (index, Pending { image, step, proven, document }) in pending.iter().enumerate() {
        let outcome = roll(client, step, proven, document).map_err(|unmoved| how_to_go_on(unmoved, &file))?;
        journal.finish(index);
        journal.write(&file)?;
        state.lock().tagged(image, step.reference(), outcome);
    }
    Ok(Ended::done(count(pending.len(), "tag")))
}

struct Pending {
    image: ImageId,
    step: Move,
    proven: ProvenDigest,
    document: Document,
}

fn proven(image: &ImageId, state: &crate::execute::Inner) -> Result<(ProvenDigest, Document), StepError> {
    let missing = || StepError::new(ExitKind::Bug, format!("image `{image}` is not proven"));
    let proven = state.proven.get(image).ok_or_else(missing)?;
    let document = state.indexes.get(image).filter(|document| document.digest() == proven.digest()).ok_or_else(missing)?;
    Ok((proven.clone(), document.clone()))
}

fn step(reference: &ImageRef, old: Option<Digest>, new: &ProvenDigest, platforms: &Platforms) -> Result<Move, StepError> {
    let tag = reference.tag().ok_or_else(|| StepError::new(ExitKind::Bug, format!("{reference} has no tag")))?;
    Ok(Move::new(reference.repository().clone(), tag.clone(), old, new, platforms.clone()))
}

/// Where a tag points at this moment.
pub(crate) enum Now {
    /// Where it pointed when the run began.
    Old,
    /// Where it shall point.
    Ours,
    /// Where somebody else moved it since; none if they removed it.
    Theirs(Option<Digest>),
}

/// Asks the registry where a tag points.
pub(crate) fn now(step: &Move, client: &Client) -> Result<Now, StepError> {
    let found = client.head(&step.reference()).map_err(|error| registry_failure(&error))?.map(|found| found.digest);
    Ok(match found {
        found if found.as_ref() == Some(step.new_digest()) => Now::Ours,
        found if found.as_ref() == step.old() => Now::Old,
        found => Now::Theirs(found),
    })
}

/// Why a tag did not move.
pub(crate) enum Unmoved {
    /// Somebody else moved it since the run began, and it was not touched.
    Taken(StepError),
    /// The registry did not take it.
    Failed(StepError),
}

impl Unmoved {
    pub(crate) fn into_error(self) -> StepError {
        match self {
            Self::Taken(error) | Self::Failed(error) => error,
        }
    }
}

/// Points one tag to what is proven, unless somebody else moved it since the run began. A registry has no "move it only if": the
/// tag is read right before it is put, which leaves a few milliseconds.
pub(crate) fn roll(client: &Client, step: &Move, proven: &ProvenDigest, document: &Document) -> Result<TagOutcome, Unmoved> {
    match now(step, client).map_err(Unmoved::Failed)? {
        Now::Ours => return Ok(TagOutcome::AlreadySo),
        Now::Old => {}
        theirs @ Now::Theirs(_) => return Err(Unmoved::Taken(taken(step, &theirs))),
    }
    let outcome = if step.old().is_some() { TagOutcome::Moved } else { TagOutcome::Created };
    let Err(error) = client.put_tag(step.repository(), step.tag(), proven, document) else { return Ok(outcome) };
    // A refusal is success if the tag points there all the same.
    match now(step, client) {
        Ok(Now::Ours) => Ok(outcome),
        Ok(Now::Old | Now::Theirs(_)) | Err(_) => Err(Unmoved::Failed(registry_failure(&error))),
    }
}

/// A tag that somebody else moved.
pub(crate) fn taken(step: &Move, now: &Now) -> StepError {
    let digest = |digest: Option<&Digest>| digest.map_or_else(|| "nothing".to_owned(), ToString::to_string);
    let there = match now {
        Now::Old => digest(step.old()),
        Now::Ours => digest(Some(step.new_digest())),
        Now::Theirs(theirs) => digest(theirs.as_ref()),
    };
    let message = format!(
        "{} pointed to {} when the run began, and points to {there} now: another publisher was here, and the tag stays where it is",
        step.reference(),
        digest(step.old())
    );
    StepError::new(ExitKind::Registry, message)
        .hint("check which of the two is wanted; if it is this one, build again: what is built comes from the cache")
}

fn how_to_go_on(unmoved: Unmoved, file: &Utf8Path) -> StepError {
    match unmoved {
        Unmoved::Taken(error) => error,
        Unmoved::Failed(error) => {
            let finish = format!("the images are pushed and proven; finish the tags with `publish --resume {file}`");
            let hint = error.fix().map_or_else(|| finish.clone(), |fix| format!("{fix}; {finish}"));
            error.hint(hint)
        }
    }
}
