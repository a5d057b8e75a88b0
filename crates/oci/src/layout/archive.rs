//! A layout as one tar file that `docker load` takes, on either of Docker's image stores.

use super::cancel::Cancel;
use super::write::named;
use super::{LAYOUT_FILE, Layout, LayoutError};
use crate::digest::CheckedReader;
use crate::document::AnyManifest;
use crate::media_type::OCI_INDEX;
use crate::{ContentError, Descriptor, Document, Index, Manifest, MediaKind};
use archwright_model::{Digest, ImageRef};
use camino::Utf8Path;
use serde::Serialize;
use std::fs::File;
use std::io::{self, Write};

/// Writes an image of a layout as a tar file: the layout's own files for the containerd store (and every OCI tool), and
/// for an image of one platform `manifest.json` for the classic store, as `docker save` has written both since Docker 25.
///
/// Only what the image refers to is in it. The same image and names give the same bytes: entries are sorted by name, owned
/// by root, and dated 1970.
///
/// # Errors
/// A part of the image is not in the layout, or has another digest than its own; the tar cannot be written.
pub fn write_tar(layout: &Layout, root: &Document, names: &[ImageRef], out: impl Write) -> Result<(), LayoutError> {
    let mut blobs = layout.reachable(&root.descriptor())?;
    blobs.retain(|blob| blob.kind() != MediaKind::ForeignLayer);
    blobs.sort_by(|a, b| (a.digest.algorithm(), a.digest.hex()).cmp(&(b.digest.algorithm(), b.digest.hex())));
    let fail = |error| LayoutError::io("write", &layout.path().join("(as a tar)"), error);
    let mut tar = Tar(tar::Builder::new(out));
    tar.directory("blobs/").map_err(fail)?;
    let mut algorithm = "";
    for blob in &blobs {
        if blob.digest.algorithm() != algorithm {
            algorithm = blob.digest.algorithm();
            tar.directory(&format!("blobs/{algorithm}/")).map_err(fail)?;
        }
        let file = layout.blob_path(&blob.digest);
        let checked = tar
            .blob(&blob_name(&blob.digest), &file, &blob.digest, &layout.cancel)
            .map_err(|error| LayoutError::io("pack", &file, error))?;
        checked.map_err(|error| LayoutError::content(&file, error))?;
    }
    let index = Document::write(Index::new(OCI_INDEX, named(&root.descriptor(), names)))
        .map_err(|error| LayoutError::content(layout.path(), error))?;
    tar.bytes("index.json", index.bytes()).map_err(fail)?;
    if let Some(manifest) = only_image(layout, root)? {
        let json = serde_json::to_vec(&[Saved::of(&manifest, names)]).map_err(|error| fail(error.into()))?;
        tar.bytes("manifest.json", &json).map_err(fail)?;
    }
    tar.bytes("oci-layout", LAYOUT_FILE.as_bytes()).map_err(fail)?;
    tar.0.into_inner().and_then(|mut out| out.flush()).map_err(fail)
}

/// The image, if there is exactly one.
fn only_image(layout: &Layout, root: &Document) -> Result<Option<Manifest>, LayoutError> {
    let index = match root.value() {
        AnyManifest::Manifest(manifest) => return Ok(Some(manifest.clone())),
        AnyManifest::Index(index) => index,
    };
    let images: Vec<&Descriptor> = index.images().collect();
    match images.as_slice() {
        [image] => Ok(layout.document(image)?.manifest().cloned()),
        _ => Ok(None),
    }
}

fn blob_name(digest: &Digest) -> String {
    format!("blobs/{}/{}", digest.algorithm(), digest.hex())
}

/// An entry of `manifest.json` (moby, `image/tarexport`).
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Saved {
    config: String,
    repo_tags: Vec<String>,
    layers: Vec<String>,
}

impl Saved {
    fn of(manifest: &Manifest, names: &[ImageRef]) -> Self {
        let tag = |name: &ImageRef| format!("{}:{}", name.repository(), name.tag().map_or("latest", |tag| tag.as_str()));
        Self {
            config: blob_name(&manifest.config.digest),
            repo_tags: names.iter().map(tag).collect(),
            layers: manifest.layers.iter().map(|layer| blob_name(&layer.digest)).collect(),
        }
    }
}

/// A tar whose entries carry nothing of this machine.
struct Tar<W: Write>(tar::Builder<W>);

impl<W: Write> Tar<W> {
    fn header(kind: tar::EntryType, mode: u32, size: u64) -> tar::Header {
        let mut header = tar::Header::new_ustar();
        header.set_entry_type(kind);
        header.set_mode(mode);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(0);
        header.set_size(size);
        header
    }

    fn directory(&mut self, name: &str) -> io::Result<()> {
        self.0.append_data(&mut Self::header(tar::EntryType::Directory, 0o755, 0), name, io::empty())
    }

    fn bytes(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.0.append_data(&mut Self::header(tar::EntryType::Regular, 0o644, bytes.len() as u64), name, bytes)
    }

    /// Packs a file, and says whether what went in has the digest.
    fn blob(&mut self, name: &str, path: &Utf8Path, digest: &Digest, cancel: &Cancel) -> io::Result<Result<(), ContentError>> {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        let mut reader = CheckedReader::new(cancel.watch(file), digest);
        self.0.append_data(&mut Self::header(tar::EntryType::Regular, 0o644, size), name, &mut reader)?;
        Ok(reader.check())
    }
}
