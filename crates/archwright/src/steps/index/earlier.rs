//! The index of an earlier run's layout, with all that is not in the images themselves.

use crate::{layouts, runner::Runner};
use archwright_model::{Digest, ImageRef};
use archwright_oci::{
    Document, EntryKind, ImageSource as _, Layout, SourceError, images_by_platform, layout::LayoutError, statement::STATEMENT_LIMIT,
};
use camino::Utf8Path;

/// A cached rebuild gives the same images and another index: its provenance has times in it. Held in memory, because the layout
/// that it was read from may go.
pub(super) struct Earlier {
    index: Document,
    /// Attestations: their manifests and what these name.
    attached: Vec<Vec<u8>>,
}

impl Earlier {
    /// What lies there; none if it is no whole layout of one index.
    pub(super) fn read(dir: &Utf8Path, runner: &Runner) -> Option<Self> {
        let layout = layouts::open(dir, runner).ok()?;
        let index = layout.root().ok()?;
        let mut attached = Vec::new();
        for entry in &index.index()?.manifests {
            if matches!(EntryKind::of(entry), EntryKind::Image) {
                continue;
            }
            attach(&layout, &entry.digest, &mut attached).ok()??;
        }
        Some(Self { index, attached })
    }

    /// Whether it has, per platform, the images of another index, and says the same of them.
    pub(super) fn has_the_images_of(&self, new: &Document) -> bool {
        let images = |document: &Document| document.index().map(|index| (images_by_platform(index), index.annotations.clone()));
        images(&self.index) == images(new)
    }

    /// Makes it the index of a layout that has these images.
    pub(super) fn put(&self, into: &Layout, names: &[ImageRef]) -> Result<(), LayoutError> {
        for bytes in &self.attached {
            into.add_bytes(bytes)?;
        }
        into.add(&self.index)?;
        into.set_root(&self.index.descriptor(), names)
    }

    pub(super) fn into_index(self) -> Document {
        self.index
    }
}

/// Reads a manifest and its blobs, their digests checked; none if something is not there.
fn attach(layout: &Layout, digest: &Digest, into: &mut Vec<Vec<u8>>) -> Result<Option<()>, SourceError> {
    let Some(document) = layout.manifest(digest)? else { return Ok(None) };
    let Some(manifest) = document.manifest() else { return Ok(None) };
    for blob in manifest.blobs() {
        let Some(bytes) = layout.small_blob(&blob.digest, STATEMENT_LIMIT)? else { return Ok(None) };
        into.push(bytes);
    }
    into.push(document.bytes().to_vec());
    Ok(Some(()))
}
