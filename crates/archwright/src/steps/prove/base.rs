//! Which layers of an image are those of the image that its Dockerfile stands on. Asked only where something was found.

use crate::{World, execute::State, steps::base_layers};
use archwright_model::{Digest, Platform};
use archwright_oci::{ImageRecord, ImageSource};
use archwright_plan::publish::Prove;

/// How many of the lowest layers are the base's; none where it is not known. The `docker` driver takes a base from the Docker server's
/// own store, where the tag may stand for another image than in the registry: then the image's provenance tells which.
pub(super) fn layers(
    work: &Prove,
    record: &ImageRecord,
    source: &dyn ImageSource,
    platform: Platform,
    diff_ids: &[Digest],
    world: &World,
    state: &State,
) -> usize {
    match of_tag(work, platform, diff_ids, world, state) {
        0 => base_layers::attested(record, source, platform, diff_ids, world),
        known => known,
    }
}

fn of_tag(work: &Prove, platform: Platform, diff_ids: &[Digest], world: &World, state: &State) -> usize {
    let Some(base) = work.base.get(&platform) else { return 0 };
    let Some(document) = state.lock().bases.get(base).cloned() else { return 0 };
    base_layers::shared(base, &document, platform, diff_ids, world)
}
