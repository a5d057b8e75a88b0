//! *Index*: one image's platforms joined by us, put by digest; the index that is published already is kept.

mod earlier;
mod exported;
mod published;
mod registry;

use super::{Ended, source_failure};
use crate::{StepError, World, execute::State, files, layouts, registry::docker_config};
use archwright_model::ExitKind;
use archwright_oci::{Document, Expectation, Layout, ReadPolicy, judge, layout, read_image, rename_attestations};
use archwright_plan::publish::{Index, IndexPart, Place};
use camino::Utf8Path;
use earlier::Earlier;
use registry::in_registry;

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
    let parts = exports(work, world)?;
    let new = merged(work, &parts, &into)?;
    let Some(earlier) = earlier.filter(|earlier| earlier.has_the_images_of(&new)) else { return Ok((new, Note::Written)) };
    earlier.put(&into, &work.names).map_err(broken)?;
    let (expectation, index) = (expectation(work), earlier.into_index());
    docker_config(world.runner())?;
    let record = read_image(&into, &index, &ReadPolicy::PUBLISHED, world.runner().secrets()).map_err(|error| source_failure(&error))?;
    if judge(&record, &expectation).proven().is_none() || !published::names_all(work, &record) {
        into.set_root(&new.descriptor(), &work.names).map_err(broken)?;
        return Ok((new, Note::Written));
    }
    into.prune(&index).map_err(broken)?;
    state.lock().records.insert(work.image.clone(), record);
    Ok((index, Note::There))
}

/// One layout of all platforms, its attestations under the names of the run.
fn merged(work: &Index, parts: &[Layout], into: &Layout) -> Result<Document, StepError> {
    let broken = |error: layout::LayoutError| layouts::failure(&error);
    let index = layout::merge(parts, into, &work.names, &work.annotations).map_err(broken)?;
    let (index, renamed) = rename_attestations(&index, into, &work.names).map_err(|error| source_failure(&error))?;
    for attestation in &renamed {
        for (_, bytes) in &attestation.blobs {
            into.add_bytes(bytes).map_err(broken)?;
        }
        into.add(&attestation.manifest).map_err(broken)?;
    }
    into.add(&index).map_err(broken)?;
    into.set_root(&index.descriptor(), &work.names).map_err(broken)?;
    let index = Document::from(index);
    into.prune(&index).map_err(broken)?;
    Ok(index)
}

/// What BuildKit exported, one layout per platform.
fn exports(work: &Index, world: &World) -> Result<Vec<Layout>, StepError> {
    let missing = |target: &str| StepError::new(ExitKind::Bug, format!("target `{target}` has no layout"));
    let open = |part: &IndexPart| {
        let from = part.layout.as_ref().ok_or_else(|| missing(&part.target))?;
        layouts::open(&world.project().path(from), world.runner())
    };
    work.parts.iter().map(open).collect()
}

fn built(part: &IndexPart, state: &State) -> Result<archwright_model::Digest, StepError> {
    let found = state.lock().built.get(&part.target).map(|target| target.digest.clone());
    found.ok_or_else(|| StepError::new(ExitKind::Bug, format!("target `{}` was built, and its digest is not known", part.target)))
}
