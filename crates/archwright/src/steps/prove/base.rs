//! Which layers of an image are those of the image that its Dockerfile stands on. Asked only where something was found.

use crate::{World, execute::State};
use archwright_model::{ImageRef, Platform};
use archwright_oci::{AnyManifest, Document, Manifest, RawPlatform};
use archwright_plan::publish::Prove;

/// How many of the lowest layers are the base's; none where it is not known.
pub(super) fn layers(work: &Prove, platform: Platform, manifest: &Manifest, world: &World, state: &State) -> usize {
    let Some(base) = work.base.get(&platform) else { return 0 };
    let Some(document) = state.lock().bases.get(base).cloned() else { return 0 };
    let Some(theirs) = of_platform(base, &document, platform, world) else { return 0 };
    let same = |(ours, theirs): &(&archwright_oci::Descriptor, &archwright_oci::Descriptor)| ours.digest == theirs.digest;
    // BuildKit takes them as they are, so that a base is there whole or not at all.
    let shared = manifest.layers.iter().zip(&theirs.layers).take_while(same).count();
    if shared == theirs.layers.len() { shared } else { 0 }
}

fn of_platform(base: &ImageRef, document: &Document, platform: Platform, world: &World) -> Option<Manifest> {
    let index = match document.value() {
        AnyManifest::Manifest(manifest) => return Some(manifest.clone()),
        AnyManifest::Index(index) => index,
    };
    let is_it = |raw: &RawPlatform| raw.normalised().is_ok_and(|known| known == platform);
    let entry = index.images().find(|image| image.platform.as_ref().is_some_and(is_it))?;
    // At the mirrors first, as the base itself was asked for.
    let repository = base.repository();
    let pinned = repository.pinned(&entry.digest);
    let places = world.mirrored(&pinned);
    let client = world.client().ok()?;
    places.iter().find_map(|place| client.manifest(place).ok().flatten())?.manifest().cloned()
}
