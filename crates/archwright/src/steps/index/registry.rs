//! The index of an image that goes to a registry, over what BuildKit pushed there by digest.

use super::{Note, built, exported, published};
use crate::{StepError, World, execute::State, registry::registry_failure, steps::source_failure};
use archwright_model::{Digest, ExitKind, Repository};
use archwright_oci::{Child, Document, ReadPolicy, join, read_back, registry::RepositorySource, rename_attestations, transfer::Transfer};
use archwright_plan::publish::{Index, IndexPart};

pub(super) fn in_registry(work: &Index, repository: &Repository, world: &World, state: &State) -> Result<(Document, Note), StepError> {
    if work.parts.iter().any(|part| part.layout.is_some()) {
        return exported::push(work, repository, world, state);
    }
    let client = world.client()?;
    let source = RepositorySource::new(client, repository);
    let pushed = work.parts.iter().map(|part| pushed(part, repository, world, state)).collect::<Result<Vec<_>, _>>()?;
    if let [only] = pushed.as_slice()
        && only.manifest().is_some()
    {
        // One platform without attestations is tagged as it is: AWS Lambda, say, takes no index.
        published::refuse_change(work, only, state)?;
        return Ok(match published::find(work, only, repository, world, state)? {
            Some(existing) => (existing, Note::Published),
            None => (only.clone(), Note::Written),
        });
    }
    let wrappers: Vec<Digest> = pushed.iter().filter(|part| part.index().is_some()).map(|part| part.digest().clone()).collect();
    let children: Vec<_> = pushed.into_iter().zip(&work.parts).map(|(document, part)| Child::of(document, part.platform)).collect();
    let wrong = |error: archwright_oci::ContentError| StepError::new(ExitKind::Verification, error.to_string());
    let joined = join(&children, &work.annotations).map_err(wrong)?;
    published::refuse_change(work, &joined.clone().into(), state)?;
    state.lock().untagged(&work.image, wrappers);
    if let Some(existing) = published::find(work, &joined.clone().into(), repository, world, state)? {
        return Ok((existing, Note::Published));
    }
    let (index, renamed) = rename_attestations(&joined, &source, &work.names).map_err(|error| source_failure(&error))?;
    Transfer::new(client, repository, None).attestations(&renamed).map_err(|error| source_failure(&error))?;
    client.put_by_digest(repository, &index).map_err(|error| registry_failure(&error))?;
    Ok((index.into(), Note::Written))
}

/// What BuildKit pushed for one platform, read back.
fn pushed(part: &IndexPart, repository: &Repository, world: &World, state: &State) -> Result<Document, StepError> {
    let digest = built(part, state)?;
    let source = RepositorySource::new(world.client()?, repository);
    // Some registries answer 404 for a moment after a push (estesp/manifest-tool#191).
    let document = read_back(&source, &digest, &ReadPolicy::JUST_PUSHED).map_err(|error| source_failure(&error))?;
    document.ok_or_else(|| {
        let message = format!("{repository}@{digest} was pushed for {}, and the registry does not have it", part.platform);
        StepError::new(ExitKind::Verification, message)
    })
}
