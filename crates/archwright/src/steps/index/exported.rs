//! An image that BuildKit exported, pushed by our own client: looked through first, so that nothing secret leaves this machine.

use super::{Note, expectation, exports, merged, published};
use crate::{
    StepError, World,
    execute::State,
    files, layouts,
    registry::docker_config,
    steps::{prove::not_proven, source_failure},
};
use archwright_model::Repository;
use archwright_oci::{Document, ImageSource, Layout, ReadPolicy, judge, layout, read_image, transfer::Transfer};
use archwright_plan::publish::Index;

pub(super) fn push(work: &Index, repository: &Repository, world: &World, state: &State) -> Result<(Document, Note), StepError> {
    let parts = exports(work, world)?;
    let (layout, document) = joined(work, &parts, world)?;
    published::refuse_change(work, &document, state)?;
    if let Some(existing) = published::find(work, &document, repository, world, state)? {
        return Ok((existing, Note::Published));
    }
    look_through(work, &layout, &document, world, state)?;
    let transfer = Transfer::new(world.client()?, repository, None);
    transfer.image(&layout, &document).map_err(|error| source_failure(&error))?;
    Ok((document, Note::Written))
}

/// The image as it will be published, in a layout: one platform without attestations is a bare manifest.
fn joined(work: &Index, parts: &[Layout], world: &World) -> Result<(Layout, Document), StepError> {
    let broken = |error: layout::LayoutError| layouts::failure(&error);
    if let [only] = parts {
        let root = only.root().map_err(broken)?;
        if root.manifest().is_some() {
            return Ok((only.clone(), root));
        }
    }
    let dir = world.project().path(work.staged());
    files::fresh_dir(&dir).map_err(|error| StepError::file(&dir, &error))?;
    let into = layouts::create(&dir, world.runner())?;
    let index = merged(work, parts, &into)?;
    Ok((into, index))
}

/// What would keep every tag where it is keeps the image off the registry as well.
fn look_through(work: &Index, source: &dyn ImageSource, root: &Document, world: &World, state: &State) -> Result<(), StepError> {
    docker_config(world.runner())?;
    let record = read_image(source, root, &ReadPolicy::PUBLISHED, world.runner().secrets()).map_err(|error| source_failure(&error))?;
    let verdict = judge(&record, &expectation(work));
    if verdict.is_sound() {
        return Ok(());
    }
    state.lock().judged(&work.image, source.name(), &verdict);
    Err(not_proven(&work.image, &verdict, "nothing was pushed, and no tag was moved"))
}
