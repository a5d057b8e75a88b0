//! *Index*: one image's platforms joined by us, put by digest; the index that is published already is kept.

use super::{Ended, source_failure};
use crate::{StepError, World, execute::State, files, world::registry_failure};
use archwright_model::{ExitKind, Repository};
use archwright_oci::{
    Child, Document, Expectation, Layout, ReadPolicy, annotation::Annotations, images_by_platform, join, judge, layout, read_back,
    read_image, registry::RepositorySource,
};
use archwright_plan::publish::{Index, IndexPart, Place};
use camino::Utf8Path;

pub(super) fn run(work: &Index, world: &World, state: &State) -> Result<Ended, StepError> {
    let (index, note) = match &work.place {
        Place::Registry(repository) => in_registry(work, repository, world, state)?,
        Place::Layout(dir) => (in_layout(work, dir, world)?, Note::Written),
    };
    let digest = index.digest().clone();
    state.lock().indexes.insert(work.image.clone(), index);
    Ok(match note {
        Note::Written => Ended::done(digest.to_string()),
        Note::Published => Ended::already_so(format!("the same images are published as {digest}")),
    })
}

enum Note {
    Written,
    Published,
}

fn in_registry(work: &Index, repository: &Repository, world: &World, state: &State) -> Result<(Document, Note), StepError> {
    let client = world.client()?;
    let documents = work.parts.iter().map(|part| pushed(part, repository, world, state)).collect::<Result<Vec<_>, _>>()?;
    if let [only] = documents.as_slice() {
        // One platform: what BuildKit pushed is what is published, an index with its attestation or a bare manifest.
        return Ok(published(work, only, repository, world, state)?
            .map_or_else(|| (only.clone(), Note::Written), |existing| (existing, Note::Published)));
    }
    let children: Vec<_> = documents.into_iter().zip(&work.parts).map(|(document, part)| Child::of(document, part.platform)).collect();
    let index = join(&children, &Annotations::new()).map_err(|error| StepError::new(ExitKind::Verification, error.to_string()))?;
    let document = Document::from(index);
    if let Some(existing) = published(work, &document, repository, world, state)? {
        return Ok((existing, Note::Published));
    }
    client.put_by_digest(repository, &document).map_err(|error| registry_failure(&error))?;
    Ok((document, Note::Written))
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

/// The index under one of the run's tags that has the same images and is all that was asked for.
///
/// A cached rebuild gives the same images and another index: its provenance has times in it.
fn published(work: &Index, new: &Document, repository: &Repository, world: &World, state: &State) -> Result<Option<Document>, StepError> {
    let same = |existing: &Document| match (existing.index(), new.index()) {
        (Some(old), Some(new)) => images_by_platform(old) == images_by_platform(new),
        _ => existing.digest() == new.digest(),
    };
    let candidate = {
        let state = state.lock();
        let documents = work.names.iter().filter_map(|name| state.tags.get(name)?.document.as_ref());
        documents.into_iter().find(|existing| same(existing)).cloned()
    };
    let Some(existing) = candidate else { return Ok(None) };
    let platforms = work.parts.iter().map(|part| part.platform).collect();
    let expectation = Expectation { platforms: Some(platforms), provenance: work.attest.provenance, sbom: work.attest.sbom };
    let source = RepositorySource::new(world.client()?, repository);
    let record = read_image(&source, &existing, &ReadPolicy::PUBLISHED).map_err(|error| source_failure(&error))?;
    Ok(judge(&record, &expectation).proven().map(|_| existing))
}

fn in_layout(work: &Index, dir: &Utf8Path, world: &World) -> Result<Document, StepError> {
    let broken = |error: layout::LayoutError| StepError::new(ExitKind::Verification, error.to_string());
    let target = world.project().path(dir);
    files::fresh_dir(&target).map_err(|error| StepError::file(&target, &error))?;
    let into = Layout::create(&target).map_err(broken)?;
    let mut parts = Vec::new();
    for part in &work.parts {
        let from = part.layout.as_ref().ok_or_else(|| StepError::new(ExitKind::Bug, format!("target `{}` has no layout", part.target)))?;
        parts.push(Layout::open(world.project().path(from)).map_err(broken)?);
    }
    layout::merge(&parts, &into, &work.names, &Annotations::new()).map(Document::from).map_err(broken)
}

fn built(part: &IndexPart, state: &State) -> Result<archwright_model::Digest, StepError> {
    let found = state.lock().built.get(&part.target).map(|target| target.digest.clone());
    found.ok_or_else(|| StepError::new(ExitKind::Bug, format!("target `{}` was built, and its digest is not known", part.target)))
}
