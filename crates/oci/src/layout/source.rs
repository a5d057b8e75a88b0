//! A layout as a source of images.

use super::{Layout, LayoutError, files};
use crate::config::CONFIG_LIMIT;
use crate::document::{AnyManifest, MANIFEST_LIMIT};
use crate::source::{BlobContent, BlobInfo, ImageSource, SourceError};
use crate::{Descriptor, Document, ImageConfig};
use archwright_model::{Digest, Platform};
use camino::Utf8PathBuf;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, ErrorKind, Read};

impl crate::source::sealed::Sealed for Layout {}

impl ImageSource for Layout {
    fn name(&self) -> String {
        format!("oci:{}", self.path)
    }

    fn manifest(&self, digest: &Digest) -> Result<Option<Document>, SourceError> {
        let Some(bytes) = files::read(&self.blob_path(digest), MANIFEST_LIMIT, &self.cancel)? else { return Ok(None) };
        // Of a file that is cut, that it is counts, and not where its JSON ends.
        crate::digest::check(&bytes, digest)?;
        Ok(Some(Document::parse(bytes, None)?.checked(digest)?))
    }

    fn small_blob(&self, digest: &Digest, limit: u64) -> Result<Option<Vec<u8>>, SourceError> {
        let Some(bytes) = files::read(&self.blob_path(digest), limit, &self.cancel)? else { return Ok(None) };
        crate::digest::check(&bytes, digest)?;
        Ok(Some(bytes))
    }

    fn blob(&self, digest: &Digest) -> Result<Option<BlobInfo>, SourceError> {
        let file = self.blob_path(digest);
        match file.try_exists() {
            Ok(true) => Ok(Some(BlobInfo { size: Some(self.verify_blob(digest)?), content: BlobContent::Hashed })),
            Ok(false) => Ok(None),
            Err(error) => Err(LayoutError::io("read", &file, error).into()),
        }
    }

    fn open_blob(&self, digest: &Digest) -> Result<Option<Box<dyn Read + Send + '_>>, SourceError> {
        let path = self.blob_path(digest);
        match File::open(&path) {
            Ok(file) => Ok(Some(Box::new(BlobReader { reader: self.cancel.watch(file), path }))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(LayoutError::io("open", &path, error).into()),
        }
    }
}

/// The platform of an entry, which may say it itself or leave it to its config.
pub(super) fn platform(layout: &dyn ImageSource, entry: &Descriptor) -> Option<Platform> {
    if let Some(platform) = &entry.platform {
        return platform.normalised().ok();
    }
    let document = layout.manifest(&entry.digest).ok()??;
    let config = &document.manifest()?.config.digest;
    ImageConfig::parse(&layout.small_blob(config, CONFIG_LIMIT).ok()??, config).ok()?.platform.normalised().ok()
}

/// A blob's file, whose errors name it.
struct BlobReader<R> {
    reader: R,
    path: Utf8PathBuf,
}

impl<R: Read> Read for BlobReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buffer).map_err(|error| match error.kind() {
            ErrorKind::Interrupted => error,
            _ => io::Error::other(SourceError::from(LayoutError::io("read", &self.path, error))),
        })
    }
}

impl From<LayoutError> for SourceError {
    fn from(error: LayoutError) -> Self {
        match error.as_content() {
            Some(content) => content.clone().into(),
            None => Self::new(error),
        }
    }
}

impl Layout {
    /// Everything that a document refers to, itself first: documents and blobs, each once, in the order of reference.
    ///
    /// # Errors
    /// A document is not there or not what it says. Blobs are not read.
    pub fn reachable(&self, root: &Descriptor) -> Result<Vec<Descriptor>, LayoutError> {
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        let mut open = vec![root.clone()];
        while let Some(descriptor) = open.pop() {
            if !seen.insert(descriptor.digest.clone()) {
                continue;
            }
            if descriptor.kind().is_index() || descriptor.kind().is_manifest() {
                let children: Vec<Descriptor> = match self.document(&descriptor)?.value() {
                    AnyManifest::Index(index) => index.manifests.clone(),
                    AnyManifest::Manifest(manifest) => manifest.blobs().cloned().collect(),
                };
                open.extend(children.into_iter().rev());
            }
            found.push(descriptor);
        }
        Ok(found)
    }
}
