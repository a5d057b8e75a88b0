//! *Index*: one image's platforms joined by us, put by digest; the index that is published already is kept.

mod earlier;

use super::{Ended, source_failure};
use crate::{StepError, World, execute::State, files, layouts, registry::docker_config, world::registry_failure};
use archwright_model::{ExitKind, Repository};
use archwright_oci::{
    Child, Document, Expectation, ReadPolicy, annotation::Annotations, images_by_platform, join, judge, layout, read_back, read_image,
    registry::RepositorySource,
};
use archwright_plan::publish::{Index, IndexPart, Place};
use camino::Utf8Path;
use earlier::Earlier;
use std::collections::BTreeSet;

pub(super) fn run(work: &Index, world: &World, state: &State) -> Result<Ended, StepError> {
    let (index, note) = match &work.place {
        Place::Registry(repository) => in_registry(work, repository, world, state)?,
        Place::Layout(dir) => in_layout(work, dir, world, state)?,
    };
    let digest = index.digest().clone();
    state.lock().indexes.insert(work.image.clone(), index);
    Ok(match note {
        Note::Written => Ended::done(digest.to_string()),
        Note::Published => Ended::already_so(format!("the same images are published as {digest}")),
        Note::There => Ended::already_so(format!("the same images are there as {digest}")),
    })
}

enum Note {
    Written,
    Published,
    There,
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

/// The first index under the run's tags that has the same images and is all that was asked for.
///
/// A cached rebuild gives the same images and another index: its provenance has times in it.
fn published(work: &Index, new: &Document, repository: &Repository, world: &World, state: &State) -> Result<Option<Document>, StepError> {
    let same = |existing: &Document| match (existing.index(), new.index()) {
        (Some(old), Some(new)) => images_by_platform(old) == images_by_platform(new),
        _ => existing.digest() == new.digest(),
    };
    // Tags may have the same images and be of different runs: one without its attestations must not hide the others.
    let mut candidates: Vec<Document> = {
        let state = state.lock();
        let documents = work.names.iter().filter_map(|name| state.tags.get(name)?.document.as_ref());
        documents.filter(|existing| same(existing)).cloned().collect()
    };
    let mut seen = BTreeSet::new();
    candidates.retain(|existing| seen.insert(existing.digest().clone()));
    let expectation = expectation(work);
    let source = RepositorySource::new(world.client()?, repository);
    // As in *prove*: what would fail there is no reason to keep an index.
    docker_config(world.runner())?;
    for existing in candidates {
        let record = read_image(&source, &existing, &ReadPolicy::PUBLISHED, world.runner().secrets());
        let record = record.map_err(|error| source_failure(&error))?;
        if judge(&record, &expectation).proven().is_some() {
            state.lock().records.insert(work.image.clone(), record);
            return Ok(Some(existing));
        }
    }
    Ok(None)
}

fn expectation(work: &Index) -> Expectation {
    let platforms = work.parts.iter().map(|part| part.platform).collect();
    Expectation { platforms: Some(platforms), provenance: work.attest.provenance, sbom: work.attest.sbom }
}

fn in_layout(work: &Index, dir: &Utf8Path, world: &World, state: &State) -> Result<(Document, Note), StepError> {
    let broken = |error: layout::LayoutError| layouts::failure(&error);
    let target = world.project().path(dir);
    // It may be the folder that is emptied now.
    let earlier = work.earlier.as_ref().and_then(|dir| Earlier::read(&world.project().path(dir), world.runner()));
    files::fresh_dir(&target).map_err(|error| StepError::file(&target, &error))?;
    let into = layouts::create(&target, world.runner())?;
    let mut parts = Vec::new();
    for part in &work.parts {
        let from = part.layout.as_ref().ok_or_else(|| StepError::new(ExitKind::Bug, format!("target `{}` has no layout", part.target)))?;
        parts.push(layouts::open(&world.project().path(from), world.runner())?);
    }
    let new = Document::from(layout::merge(&parts, &into, &work.names, &Annotations::new()).map_err(broken)?);
    let Some(earlier) = earlier.filter(|earlier| earlier.has_the_images_of(&new)) else { return Ok((new, Note::Written)) };
    earlier.put(&into, &work.names).map_err(broken)?;
    let (expectation, index) = (expectation(work), earlier.into_index());
    docker_config(world.runner())?;
    let record = read_image(&into, &index, &ReadPolicy::PUBLISHED, world.runner().secrets()).map_err(|error| source_failure(&error))?;
    if judge(&record, &expectation).proven().is_none() {
        into.set_root(&new.descriptor(), &work.names).map_err(broken)?;
        return Ok((new, Note::Written));
    }
    into.prune(&index).map_err(broken)?;
    state.lock().records.insert(work.image.clone(), record);
    Ok((index, Note::There))
}

fn built(part: &IndexPart, state: &State) -> Result<archwright_model::Digest, StepError> {
    let found = state.lock().built.get(&part.target).map(|target| target.digest.clone());
    found.ok_or_else(|| StepError::new(ExitKind::Bug, format!("target `{}` was built, and its digest is not known", part.target)))
}
