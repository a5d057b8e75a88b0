//! Making layouts.

use super::{LAYOUT_FILE, Layout, LayoutError, cancel::Cancel, files};
use crate::annotation::{IMAGE_NAME, REF_NAME};
use crate::media_type::OCI_INDEX;
use crate::{ContentError, Descriptor, Document, Index, digest};
use archwright_model::{Digest, ImageRef};
use camino::{Utf8Path, Utf8PathBuf};
use std::{collections::BTreeSet, fs};

impl Layout {
    /// A new layout in a directory that is empty, not there, or holds a layout already (which is kept).
    ///
    /// # Errors
    /// The directory cannot be made, or holds something else.
    pub fn create(path: impl Into<Utf8PathBuf>) -> Result<Self, LayoutError> {
        let path = path.into();
        if path.join("oci-layout").exists() {
            return Self::open(path);
        }
        let blobs = path.join("blobs/sha256");
        fs::create_dir_all(&path).map_err(|error| LayoutError::io("create", &path, error))?;
        let mut there = path.read_dir_utf8().map_err(|error| LayoutError::io("read", &path, error))?;
        if there.next().is_some() {
            return Err(LayoutError::content(&path, ContentError::new("layout", "the directory is not empty and is no layout")));
        }
        fs::create_dir_all(&blobs).map_err(|error| LayoutError::io("create", &blobs, error))?;
        let layout = Self { path, cancel: Cancel::default() };
        layout.write_index(vec![])?;
        files::write(&layout.path.join("oci-layout"), LAYOUT_FILE.as_bytes())?;
        Ok(layout)
    }

    /// Stores a document by its exact bytes.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn add<T>(&self, document: &Document<T>) -> Result<(), LayoutError> {
        self.place(document.digest(), |file| files::write(file, document.bytes()))
    }

    /// Stores bytes as a blob and gives its digest.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn add_bytes(&self, bytes: &[u8]) -> Result<Digest, LayoutError> {
        let digest = digest::sha256(bytes);
        self.place(&digest, |file| files::write(file, bytes))?;
        Ok(digest)
    }

    /// Takes a blob from another layout: by hard link, or by copy across file systems. The content is not read.
    ///
    /// # Errors
    /// It is not there, or cannot be written here.
    pub fn add_from(&self, other: &Self, digest: &Digest) -> Result<(), LayoutError> {
        self.place(digest, |file| files::link(&other.blob_path(digest), file, &self.cancel))
    }

    fn place(&self, digest: &Digest, write: impl FnOnce(&Utf8Path) -> Result<(), LayoutError>) -> Result<(), LayoutError> {
        let file = self.blob_path(digest);
        if file.exists() {
            return Ok(());
        }
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent).map_err(|error| LayoutError::io("create", parent, error))?;
        }
        write(&file)
    }

    /// Makes a document the one image of the layout, under these names; without a name it is there all the same.
    ///
    /// # Errors
    /// `index.json` cannot be written.
    pub fn set_root(&self, root: &Descriptor, names: &[ImageRef]) -> Result<(), LayoutError> {
        self.write_index(named(root, names))
    }

    /// Removes every blob that an image does not refer to.
    ///
    /// # Errors
    /// A document of the image is not there; a folder cannot be read, or a file not removed.
    pub fn prune(&self, root: &Document) -> Result<(), LayoutError> {
        let kept: BTreeSet<_> = self.reachable(&root.descriptor())?.iter().map(|blob| self.blob_path(&blob.digest)).collect();
        let blobs = self.path.join("blobs");
        let entries = |dir: &Utf8Path| -> Result<Vec<Utf8PathBuf>, LayoutError> {
            let entries = dir.read_dir_utf8().and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path().to_owned())).collect());
            entries.map_err(|error| LayoutError::io("read", dir, error))
        };
        for algorithm in entries(&blobs)? {
            for file in entries(&algorithm)?.iter().filter(|file| !kept.contains(*file)) {
                fs::remove_file(file).map_err(|error| LayoutError::io("remove", file, error))?;
            }
        }
        Ok(())
    }

    fn write_index(&self, manifests: Vec<Descriptor>) -> Result<(), LayoutError> {
        let file = self.path.join("index.json");
        let index = Document::write(Index::new(OCI_INDEX, manifests)).map_err(|error| LayoutError::content(&file, error))?;
        files::write(&file, index.bytes())
    }
}

/// One descriptor per name: `io.containerd.image.name` is what `docker load` and `ctr import` call it,
/// `org.opencontainers.image.ref.name` its tag.
pub(super) fn named(root: &Descriptor, names: &[ImageRef]) -> Vec<Descriptor> {
    if names.is_empty() {
        return vec![root.clone()];
    }
    let name = |name: &ImageRef| {
        let tag = name.tag().map_or("latest", |tag| tag.as_str());
        let mut descriptor = root.clone();
        descriptor.annotations.insert(IMAGE_NAME.into(), format!("{}:{tag}", name.repository().canonical()));
        descriptor.annotations.insert(REF_NAME.into(), tag.into());
        descriptor
    };
    names.iter().map(name).collect()
}
