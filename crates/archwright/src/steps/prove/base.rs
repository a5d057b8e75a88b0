//! Which layers of an image are those of the image that its Dockerfile stands on. Asked only where something was found.

use crate::{World, execute::State, steps::base_layers};
use archwright_model::{Digest, Platform};
use archwright_plan::publish::Prove;

/// How many of the lowest layers are the base's; none where it is not known.
pub(super) fn layers(work: &Prove, platform: Platform, diff_ids: &[Digest], world: &World, state: &State) -> usize {
    let Some(base) = work.base.get(&platform) else { return 0 };
    let Some(document) = state.lock().bases.get(base).cloned() else { return 0 };
    base_layers::shared(base, &document, platform, diff_ids, world)
}
