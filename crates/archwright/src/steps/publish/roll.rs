//! The move of one tag: what stands under it is read right before it is put.

use crate::{StepError, journal::Move, registry::registry_failure, report::TagOutcome};
use archwright_model::{Digest, ExitKind};
use archwright_oci::{Document, ProvenDigest, registry::Client};

/// Where a tag points at this moment.
pub(crate) enum Now {
    /// Where it pointed when the run began.
    Old,
    /// Where it shall point.
    Ours,
    /// Where somebody else moved it since; none if they removed it.
    Theirs(Option<Digest>),
}

/// Why a tag did not move.
pub(crate) enum Unmoved {
    /// Somebody else moved it since the run began, and it was not touched.
    Taken(StepError),
    /// The registry did not take it.
    Failed(StepError),
}

/// Asks the registry where a tag points.
pub(crate) fn now(step: &Move, client: &Client) -> Result<Now, Unmoved> {
    let found = client.head(&step.reference()).map_err(|error| Unmoved::Failed(registry_failure(&error)))?;
    Ok(match found.map(|found| found.digest) {
        found if found.as_ref() == Some(step.new_digest()) => Now::Ours,
        found if found.as_ref() == step.old() => Now::Old,
        found => Now::Theirs(found),
    })
}

/// Points one tag to what is proven, unless somebody else moved it since the run began. A registry has no "move it only if": the
/// tag is read right before it is put, which leaves a few milliseconds.
pub(crate) fn roll(client: &Client, step: &Move, proven: &ProvenDigest, document: &Document) -> Result<TagOutcome, Unmoved> {
    match now(step, client)? {
        Now::Ours => return Ok(TagOutcome::AlreadySo),
        Now::Old => {}
        Now::Theirs(theirs) => return Err(taken(step, theirs.as_ref())),
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
pub(crate) fn taken(step: &Move, theirs: Option<&Digest>) -> Unmoved {
    let digest = |digest: Option<&Digest>| digest.map_or_else(|| "nothing".to_owned(), ToString::to_string);
    let message = format!(
        "{} pointed to {} when the run began, and points to {} now: another publisher was here, and the tag stays where it is",
        step.reference(),
        digest(step.old()),
        digest(theirs)
    );
    Unmoved::Taken(StepError::new(ExitKind::Registry, message))
}
