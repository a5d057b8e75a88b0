//! What the image brings that another one stands on, where nobody knows its Dockerfile: its provenance tells.

use crate::{World, steps::base_layers};
use archwright_model::{Digest, Platform};
use archwright_oci::{EntryKind, ImageRecord, ImageSource, RawPlatform, statement};

/// How findings count that the base image has already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BaseFindings {
    /// Like all others.
    #[default]
    Full,
    /// As notes, as they did when the image was published. Which image is the base, its provenance says; without one they count.
    Notes,
}

/// How many of an image's lowest layers are those of an image that it was made of.
pub(super) fn layers(record: &ImageRecord, source: &dyn ImageSource, platform: Platform, diff_ids: &[Digest], world: &World) -> usize {
    let is_platform = |raw: &RawPlatform| raw.normalised().is_ok_and(|known| known == platform);
    let mut images = record.entries().iter().filter(|entry| entry.kind == EntryKind::Image).map(|entry| &entry.descriptor);
    let Some(image) = images.find(|image| image.platform.as_ref().is_some_and(is_platform)).map(|image| &image.digest) else { return 0 };
    let speaks_of_it = |kind: &EntryKind| matches!(kind, EntryKind::Attestation { of: Some(of) } if of == image);
    let statements = record.entries().iter().filter(|entry| speaks_of_it(&entry.kind)).flat_map(|entry| &entry.statements);
    let made_of = statements
        .filter_map(|statement| source.small_blob(&statement.digest, statement::STATEMENT_LIMIT).ok()?)
        .flat_map(|bytes| statement::materials(&bytes));
    made_of.map(|(repository, digest)| base_layers::of(&repository.pinned(&digest), platform, diff_ids, world)).max().unwrap_or(0)
}
