//! What stands under the tags of the run already: kept where it is the same, and not overwritten where it is to stay.

use super::expectation;
use crate::{StepError, World, execute::State, registry::docker_config, steps::source_failure};
use archwright_model::{Digest, ExitKind, Repository};
use archwright_oci::{
    Document, ImageRecord, ReadPolicy, images_by_platform, judge, read_image, registry::RepositorySource, statement::package_url,
};
use archwright_plan::publish::Index;
use std::collections::BTreeSet;

/// Fails if a write-once tag has other images than those that were built: no tag of the run has moved yet.
pub(super) fn refuse_change(work: &Index, new: &Document, state: &State) -> Result<(), StepError> {
    let state = state.lock();
    let there = work.write_once.iter().filter_map(|name| Some((name, state.tags.get(name)?.document.as_ref()?)));
    let changed: Vec<_> = there.filter(|(_, document)| images(document) != images(new)).map(|(name, _)| name.to_string()).collect();
    if changed.is_empty() {
        return Ok(());
    }
    let verb = if changed.len() == 1 { "is" } else { "are" };
    let message = format!("{} {verb} write-once, and what was built is another image than the one there", changed.join(", "));
    Err(StepError::new(ExitKind::Usage, message)
        .hint("give this build a version of its own; or build from the same source again: no tag was moved"))
}

fn images(document: &Document) -> BTreeSet<&Digest> {
    match document.index() {
        Some(index) => index.images().map(|image| &image.digest).collect(),
        None => BTreeSet::from([document.digest()]),
    }
}

/// The first index under the run's tags that has the same images and is all that was asked for.
///
/// A cached rebuild gives the same images and another index: its provenance has times in it.
pub(super) fn find(
    work: &Index,
    new: &Document,
    repository: &Repository,
    world: &World,
    state: &State,
) -> Result<Option<Document>, StepError> {
    let same = |existing: &Document| match (existing.index(), new.index()) {
        (Some(old), Some(new)) => images_by_platform(old) == images_by_platform(new) && old.annotations == new.annotations,
        _ => existing.digest() == new.digest(),
    };
    // Tags may have the same images and be of different runs: one without its attestations must not hide the others.
    let mut candidates: Vec<Document> = {
        let state = state.lock();
        let names = work.names.iter().filter(|name| name.repository() == repository);
        let documents = names.filter_map(|name| state.tags.get(name)?.document.as_ref());
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
        if judge(&record, &expectation).proven().is_some() && names_all(work, &record) {
            state.lock().records.insert(work.image.clone(), record);
            return Ok(Some(existing));
        }
    }
    Ok(None)
}

/// Whether every statement names every reference of the run: under a tag that is new, others have to be written.
pub(super) fn names_all(work: &Index, record: &ImageRecord) -> bool {
    let statements = record.entries().iter().flat_map(|entry| &entry.statements).filter_map(|record| record.statement.value());
    let named: Vec<BTreeSet<&str>> =
        statements.map(|statement| statement.subjects.iter().map(|subject| subject.name.as_str()).collect()).collect();
    let platforms: Vec<String> = work.parts.iter().map(|part| part.platform.to_string()).collect();
    named.iter().all(|subjects| {
        platforms.iter().any(|platform| work.names.iter().all(|name| subjects.contains(package_url(name, platform).as_str())))
    })
}
