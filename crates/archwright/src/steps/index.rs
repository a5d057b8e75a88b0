//! *Index*: one image's platforms joined by us, put by digest; the index that is published already is kept.

use super::Ended;
use crate::{StepError, World, execute::State, files, world::registry_failure};
use archwright_model::{ExitKind, Repository};
use archwright_oci::{Child, Document, EntryKind, Layout, ReadPolicy, annotation::Annotations, images_by_platform, join, layout};
use archwright_plan::publish::{Index, IndexPart, Place};
use camino::Utf8Path;
use std::{io, thread};

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
        return Ok(published(work, only, state).map_or_else(|| (only.clone(), Note::Written), |existing| (existing, Note::Published)));
    }
    let children: Vec<_> = documents.into_iter().zip(&work.parts).map(|(document, part)| Child::of(document, part.platform)).collect();
    let index = join(&children, &Annotations::new()).map_err(|error| StepError::new(ExitKind::Verification, error.to_string()))?;
    let document = Document::from(index);
    if let Some(existing) = published(work, &document, state) {
        return Ok((existing, Note::Published));
    }
    client.put_manifest(&repository.pinned(document.digest()), &document).map_err(|error| registry_failure(&error))?;
    Ok((document, Note::Written))
}

/// What BuildKit pushed for one platform, read back.
fn pushed(part: &IndexPart, repository: &Repository, world: &World, state: &State) -> Result<Document, StepError> {
    let reference = repository.pinned(&built(part, state)?);
    let client = world.client()?;
    // Some registries answer 404 for a moment after a push (estesp/manifest-tool#191).
    for attempt in 1..=ReadPolicy::JUST_PUSHED.attempts {
        if let Some(document) = client.manifest(&reference).map_err(|error| registry_failure(&error))? {
            return Ok(document);
        }
        if attempt < ReadPolicy::JUST_PUSHED.attempts && !world.runner().interrupt().is_raised() {
            thread::sleep(ReadPolicy::JUST_PUSHED.pause);
        }
    }
    let message = format!("{reference} was pushed for {}, and the registry does not have it", part.platform);
    Err(StepError::new(ExitKind::Verification, message))
}

/// The index under one of the run's tags that has the same images.
///
/// A cached rebuild gives the same images and another index: its provenance has times in it.
fn published(work: &Index, new: &Document, state: &State) -> Option<Document> {
    let state = state.lock();
    let same = |existing: &Document| match (existing.index(), new.index()) {
        (Some(old), Some(new)) => {
            let attested = |index: &archwright_oci::Index| index.manifests.iter().any(|entry| EntryKind::of(entry) != EntryKind::Image);
            images_by_platform(old) == images_by_platform(new) && attested(old) == attested(new)
        }
        _ => existing.digest() == new.digest(),
    };
    let documents = work.names.iter().filter_map(|name| state.tags.get(name)?.document.as_ref());
    documents.into_iter().find(|existing| same(existing)).cloned()
}

/// A folder that may be written anew: it is missing, empty, or a layout and nothing else.
pub(crate) fn claim_layout(dir: &Utf8Path) -> Result<(), StepError> {
    let entries = match dir.read_dir_utf8() {
        Ok(entries) => entries.flatten().map(|entry| entry.file_name().to_owned()).collect::<Vec<_>>(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(StepError::new(ExitKind::Usage, format!("`{dir}`: {error}"))),
    };
    let foreign = entries.iter().find(|name| !matches!(name.as_str(), "oci-layout" | "index.json" | "blobs" | "ingest"));
    let is_layout = entries.iter().any(|name| name == "oci-layout");
    match foreign {
        None if entries.is_empty() || is_layout => Ok(()),
        _ => {
            let holds = foreign.or(entries.first()).map_or("", String::as_str);
            Err(StepError::new(ExitKind::Usage, format!("`{dir}` holds `{holds}`, which is not part of an OCI layout; it would be lost"))
                .hint("name a new or empty folder with --output oci:DIR"))
        }
    }
}

fn in_layout(work: &Index, dir: &Utf8Path, world: &World) -> Result<Document, StepError> {
    let broken = |error: layout::LayoutError| StepError::new(ExitKind::Verification, error.to_string());
    let target = world.project().path(dir);
    claim_layout(&target)?;
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
