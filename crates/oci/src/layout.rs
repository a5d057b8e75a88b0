//! OCI image layouts: images in a directory (OCI image spec, `image-layout.md`).

mod archive;
mod cancel;
mod choose;
mod error;
pub(crate) mod files;
mod merge;
mod packed;
mod source;
mod write;

pub use archive::write_tar;
pub use choose::Choice;
pub use error::LayoutError;
pub use merge::merge;
pub use packed::PackedLayout;

use crate::document::MANIFEST_LIMIT;
use crate::{ContentError, Descriptor, Document, Index, digest, media_type};
use archwright_model::Digest;
use camino::{Utf8Path, Utf8PathBuf};
use cancel::Cancel;
use choose::Chosen;
use std::collections::BTreeSet;
use std::sync::{Arc, atomic::AtomicBool};

/// The content of `oci-layout`.
const LAYOUT_FILE: &str = r#"{"imageLayoutVersion":"1.0.0"}"#;

/// A directory with `oci-layout`, `index.json` and `blobs/`.
#[derive(Debug, Clone)]
pub struct Layout {
    path: Utf8PathBuf,
    cancel: Cancel,
}

impl Layout {
    /// A layout that is there.
    ///
    /// # Errors
    /// The directory has no `oci-layout`, or one of another version than 1.0.0.
    pub fn open(path: impl Into<Utf8PathBuf>) -> Result<Self, LayoutError> {
        let layout = Self { path: path.into(), cancel: Cancel::default() };
        let file = layout.path.join("oci-layout");
        let text = files::read(&file, 4096, &layout.cancel)?
            .ok_or_else(|| LayoutError::content(&file, ContentError::new("layout", "there is no such file")))?;
        let version: Version =
            serde_json::from_slice(&text).map_err(|error| LayoutError::content(&file, ContentError::new("layout", error)))?;
        if version.image_layout_version == "1.0.0" {
            return Ok(layout);
        }
        let why = format!("version `{}` is not 1.0.0", version.image_layout_version);
        Err(LayoutError::content(&file, ContentError::new("layout", why)))
    }

    /// The same, until a flag is raised: what is read or packed from then on ends with a [`LayoutError`] that is cancelled.
    #[must_use]
    pub fn until(self, flag: Arc<AtomicBool>) -> Self {
        Self { cancel: Cancel::by(flag), ..self }
    }

    /// The directory.
    pub fn path(&self) -> &Utf8Path {
        &self.path
    }

    /// The file of a blob, whether it is there or not.
    pub fn blob_path(&self, digest: &Digest) -> Utf8PathBuf {
        self.path.join("blobs").join(digest.algorithm()).join(digest.hex())
    }

    /// `index.json`.
    ///
    /// # Errors
    /// It is not there, or is no index.
    pub fn index(&self) -> Result<Index, LayoutError> {
        let file = self.path.join("index.json");
        let missing = || LayoutError::content(&file, ContentError::new("layout", "there is no such file"));
        let bytes = files::read(&file, MANIFEST_LIMIT, &self.cancel)?.ok_or_else(missing)?;
        serde_json::from_slice(&bytes).map_err(|error| LayoutError::content(&file, ContentError::new("index", error)))
    }

    /// An image of the layout; of several that are one image's platforms the `index.json` that names them.
    ///
    /// # Errors
    /// It is not there, or not what its descriptor says; there are several that fit.
    pub fn chosen(&self, choice: &Choice) -> Result<Document, LayoutError> {
        let fail = |error| LayoutError::content(&self.path, error);
        match choice.of(&self.index()?, |entry| source::platform(self, entry)) {
            Ok(Chosen::Entry(entry)) => self.document(&entry),
            Ok(Chosen::Whole) => {
                let bytes = files::read(&self.path.join("index.json"), MANIFEST_LIMIT, &self.cancel)?.unwrap_or_default();
                Document::parse(bytes, Some(media_type::OCI_INDEX)).map_err(fail)
            }
            Err(error) => choice.inside(self).ok_or_else(|| fail(error)),
        }
    }

    /// The one image of the layout: what the only entry of `index.json` refers to.
    ///
    /// # Errors
    /// None or several; several names of one digest are one.
    pub fn root(&self) -> Result<Document, LayoutError> {
        let entry = only(self.index()?).map_err(|error| LayoutError::content(&self.path, error))?;
        self.document(&entry)
    }

    /// The document that a descriptor refers to, its digest, size and media type checked.
    ///
    /// # Errors
    /// It is not there, or is not what the descriptor says.
    pub fn document(&self, descriptor: &Descriptor) -> Result<Document, LayoutError> {
        let file = self.blob_path(&descriptor.digest);
        let fail = |error| LayoutError::content(&file, error);
        let bytes = files::read(&file, MANIFEST_LIMIT, &self.cancel)?
            .ok_or_else(|| fail(ContentError::new("manifest", "it is not in the layout")))?;
        if bytes.len() as u64 != descriptor.size {
            let (found, size) = (bytes.len() as u64, descriptor.size);
            let why = if found < size { "it ends too early" } else { "it is too long" };
            let why = format!("{why}: it has {found} bytes, its descriptor says {size}");
            return Err(fail(ContentError::new("manifest", why).of_size(found)));
        }
        Document::parse(bytes, Some(&descriptor.media_type)).and_then(|document| document.checked(&descriptor.digest)).map_err(fail)
    }

    /// Reads a blob to its end and checks its digest; gives its size.
    ///
    /// # Errors
    /// It is not there, cannot be read, or has another digest.
    pub fn verify_blob(&self, expected: &Digest) -> Result<u64, LayoutError> {
        let file = self.blob_path(expected);
        let open = std::fs::File::open(&file).map_err(|error| LayoutError::io("open", &file, error))?;
        digest::check_reader(self.cancel.watch(open), expected).map_err(|error| {
            match error.get_ref().and_then(|inner| inner.downcast_ref()) {
                Some(content) => LayoutError::content(&file, ContentError::clone(content)),
                None => LayoutError::io("verify", &file, error),
            }
        })
    }
}

/// The only entry of an `index.json`; several names of one digest are one.
fn only(index: Index) -> Result<Descriptor, ContentError> {
    let mut entries = index.manifests;
    let mut seen = BTreeSet::new();
    entries.retain(|entry| seen.insert(entry.digest.clone()));
    match entries.len() {
        1 => Ok(entries.remove(0)),
        other => Err(ContentError::new("layout", format!("index.json names {other} images, where one is needed"))),
    }
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Version {
    image_layout_version: String,
}
