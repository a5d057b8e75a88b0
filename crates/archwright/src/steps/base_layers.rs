//! How many of an image's layers are another's.

use crate::World;
use archwright_model::{Digest, ImageRef, Platform};
use archwright_oci::{
    AnyManifest, Document, EntryKind, ImageConfig, ImageRecord, ImageSource, Manifest, RawPlatform, config::CONFIG_LIMIT, statement,
};

/// How many of an image's lowest layers are those of an image that its provenance says it was made of.
pub(crate) fn attested(record: &ImageRecord, source: &dyn ImageSource, platform: Platform, diff_ids: &[Digest], world: &World) -> usize {
    let is_platform = |raw: &RawPlatform| raw.normalised().is_ok_and(|known| known == platform);
    let mut images = record.entries().iter().filter(|entry| entry.kind == EntryKind::Image).map(|entry| &entry.descriptor);
    let Some(image) = images.find(|image| image.platform.as_ref().is_some_and(is_platform)).map(|image| &image.digest) else { return 0 };
    let speaks_of_it = |kind: &EntryKind| matches!(kind, EntryKind::Attestation { of: Some(of) } if of == image);
    let statements = record.entries().iter().filter(|entry| speaks_of_it(&entry.kind)).flat_map(|entry| &entry.statements);
    let made_of = statements
        .filter_map(|statement| source.small_blob(&statement.digest, statement::STATEMENT_LIMIT).ok()?)
        .flat_map(|bytes| statement::materials(&bytes));
    made_of.map(|(repository, digest)| of(&repository.pinned(&digest), platform, diff_ids, world)).max().unwrap_or(0)
}

/// The same of an image that was not read yet; none of one that cannot be asked for.
fn of(base: &ImageRef, platform: Platform, diff_ids: &[Digest], world: &World) -> usize {
    let Ok(client) = world.client() else { return 0 };
    let document = world.mirrored(base).iter().find_map(|place| client.manifest(place).ok().flatten());
    document.map_or(0, |document| shared(base, &document, platform, diff_ids, world))
}

/// How many of an image's lowest layers are those of another one. Uncompressed they are the same, whoever packed them anew: the
/// `docker` driver does.
pub(super) fn shared(base: &ImageRef, document: &Document, platform: Platform, diff_ids: &[Digest], world: &World) -> usize {
    let theirs = diff_ids_of(base, document, platform, world).unwrap_or_default();
    // A base is there whole or not at all.
    if diff_ids.starts_with(&theirs) { theirs.len() } else { 0 }
}

fn diff_ids_of(base: &ImageRef, document: &Document, platform: Platform, world: &World) -> Option<Vec<Digest>> {
    let manifest = of_platform(base, document, platform, world)?;
    let (client, config) = (world.client().ok()?, &manifest.config);
    let bytes =
        world.mirrored(base).iter().find_map(|place| client.small_blob(place.repository(), &config.digest, CONFIG_LIMIT).ok()?)?;
    Some(ImageConfig::parse(&bytes, &config.digest).ok()?.rootfs.diff_ids)
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
