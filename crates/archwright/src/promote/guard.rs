//! Whether the tags may move, before anything is copied.

use super::{Promotion, Source};
use crate::{
    StepError, World,
    steps::preflight::{self, Versions},
};
use archwright_model::{Digest, ExitKind, ImageRef};
use archwright_oci::{Document, registry::Client};
use archwright_plan::tags;
use std::collections::BTreeMap;

/// Where the tags point now; that they may move, by the project's word too where there is one.
pub(super) fn read_tags(
    promotion: &Promotion,
    to: &[ImageRef],
    image: &Source,
    client: &Client,
    world: &World,
) -> Result<BTreeMap<ImageRef, Option<Digest>>, StepError> {
    let mut known = vec![image.root.clone()];
    let mut versions: BTreeMap<String, Versions<'_>> = BTreeMap::new();
    let (mut before, mut failures) = (BTreeMap::new(), Vec::new());
    for reference in to {
        let document = preflight::read_tag(reference, &mut known, client)?;
        if let Some(document) = document.as_ref().filter(|document| document.digest() != image.root.digest()) {
            failures.extend(refuse_change(promotion, reference, document, world).err());
            if !promotion.allow_shrink {
                failures.extend(preflight::refuse_shrink(client, &image.platforms, reference, document).err());
            }
            if !promotion.allow_downgrade {
                let edition = tags::edition(world.project(), promotion.from.repository(), reference, to);
                let versions = versions.entry(edition.suffix.clone()).or_insert_with(|| Versions::new(edition, client));
                failures.extend(versions.refuse_going_back(reference, document).err());
            }
        }
        before.insert(reference.clone(), document.map(|document| document.digest().clone()));
    }
    StepError::all(failures).map_or(Ok(before), Err)
}

fn refuse_change(promotion: &Promotion, reference: &ImageRef, there: &Document, world: &World) -> Result<(), StepError> {
    if !tags::is_write_once(world.project(), promotion.from.repository(), reference) {
        return Ok(());
    }
    let message = format!("{reference} is write-once, and has {}", there.digest());
    Err(StepError::new(ExitKind::Usage, message).hint("promote under another tag; nothing was copied, and no tag was moved"))
}
