//! One layout of several platforms from layouts of one platform each.

use super::{Layout, LayoutError, files};
use crate::annotation::Annotations;
use crate::compose::{Child, join};
use crate::config::CONFIG_LIMIT;
use crate::document::AnyManifest;
use crate::{ContentError, Descriptor, Document, ImageConfig, Index, Manifest, MediaKind};
use archwright_model::{ImageRef, Platform};

/// Merges layouts, as `BuildKit` writes them with `type=oci,tar=false`, into another, which then has one image: the index
/// over the platforms in the order of the layouts. Blobs are hard-linked where that is possible.
///
/// # Errors
/// A part that has not one image, or one of no platform; what [`join`](crate::join) refuses; a file that cannot be read or written.
pub fn merge(parts: &[Layout], into: &Layout, names: &[ImageRef], annotations: &Annotations) -> Result<Document<Index>, LayoutError> {
    let mut children = Vec::new();
    for part in parts {
        let root = part.root()?;
        for blob in part.reachable(&root.descriptor())? {
            // The index of a part is thrown away: its entries go into ours.
            if blob.kind() != MediaKind::ForeignLayer && !blob.kind().is_index() {
                into.add_from(part, &blob.digest)?;
            }
        }
        children.push(part.child(root)?);
    }
    let index = join(&children, annotations).map_err(|error| LayoutError::content(into.path(), error))?;
    into.add(&index)?;
    into.set_root(&index.descriptor(), names)?;
    Ok(index)
}

impl Layout {
    /// A document of this layout as a part of an index; a bare manifest gets the platform of its config.
    ///
    /// # Errors
    /// The config is not there or names no platform.
    pub fn child(&self, document: Document) -> Result<Child, LayoutError> {
        match document.value() {
            AnyManifest::Index(_) => Ok(Child::index(document)),
            AnyManifest::Manifest(manifest) => {
                let platform = self.platform_of(manifest)?;
                Ok(Child::of(document, platform))
            }
        }
    }

    /// The config of an image in this layout.
    ///
    /// # Errors
    /// It is not there, or is not what its digest says.
    pub fn config(&self, config: &Descriptor) -> Result<ImageConfig, LayoutError> {
        let file = self.blob_path(&config.digest);
        let fail = |error| LayoutError::content(&file, error);
        let bytes =
            files::read(&file, CONFIG_LIMIT, &self.cancel)?.ok_or_else(|| fail(ContentError::new("config", "it is not in the layout")))?;
        ImageConfig::parse(&bytes, &config.digest).map_err(fail)
    }

    fn platform_of(&self, manifest: &Manifest) -> Result<Platform, LayoutError> {
        let config = self.config(&manifest.config)?;
        let file = self.blob_path(&manifest.config.digest);
        let unknown = |_| LayoutError::content(&file, ContentError::new("config", format!("`{}` is no known platform", config.platform)));
        config.platform.normalised().map_err(unknown)
    }
}
