//! Images brought into a repository with all that belongs to them: from another one, or from a layout.

use crate::document::AnyManifest;
use crate::parallel::try_map;
use crate::registry::{Client, Companion};
use crate::source::{ImageSource, SourceError};
use crate::{ContentError, Descriptor, Document, Manifest, MediaKind, RenamedAttestation};
use archwright_model::{Digest, Repository};
use std::collections::BTreeSet;
use std::io::{self, Cursor, Read};

/// As many blobs are sent at once.
const THREADS: usize = 4;

/// A repository that something is brought into.
#[derive(Debug, Clone, Copy)]
pub struct Transfer<'a> {
    client: &'a Client,
    target: &'a Repository,
    /// Where its blobs may be mounted from.
    neighbour: Option<&'a Repository>,
    /// Documents that need not be read again.
    known: &'a [Document],
}

impl<'a> Transfer<'a> {
    /// Into a repository; its blobs may be mounted from `neighbour`, if that is in the same registry.
    pub fn new(client: &'a Client, target: &'a Repository, neighbour: Option<&'a Repository>) -> Self {
        Self { client, target, neighbour, known: &[] }
    }

    /// With documents that were read before: registries count each GET of a manifest as a pull.
    #[must_use]
    pub fn knowing(self, known: &'a [Document]) -> Self {
        Self { known, ..self }
    }

    fn document(&self, source: &dyn ImageSource, digest: &Digest) -> Result<Document, SourceError> {
        if let Some(known) = self.known.iter().find(|known| known.digest() == digest) {
            return Ok(known.clone());
        }
        let absent = || ContentError::new(source.name(), format!("{digest} is not there"));
        Ok(source.manifest(digest)?.ok_or_else(absent)?)
    }

    /// Brings a document with everything under it, the same to the byte: blobs first, then manifests, and itself in the end. What is
    /// there already is not sent again.
    ///
    /// # Errors
    /// The source lacks something; the registry refuses it.
    pub fn image(&self, source: &dyn ImageSource, root: &Document) -> Result<(), SourceError> {
        if self.has(root)? {
            return Ok(());
        }
        match root.value() {
            AnyManifest::Manifest(_) => return self.manifest(source, root),
            AnyManifest::Index(index) => {
                let mut seen = BTreeSet::new();
                for entry in index.manifests.iter().filter(|entry| seen.insert(&entry.digest)) {
                    self.image(source, &self.document(source, &entry.digest)?)?;
                }
            }
        }
        Ok(self.client.put_by_digest(self.target, root)?)
    }

    /// Brings what refers to an image by its `subject`, and sees to it that it is found there.
    ///
    /// # Errors
    /// As [`image`](Self::image).
    pub fn referrer(&self, source: &dyn ImageSource, referrer: &Descriptor) -> Result<(), SourceError> {
        let document = self.document(source, &referrer.digest)?;
        self.image(source, &document)?;
        self.client.put_referrer(self.target, &document)?;
        Ok(())
    }

    /// Brings what cosign keeps of an image under a tag that is made from the image's digest.
    ///
    /// # Errors
    /// As [`image`](Self::image); the target has other ones under that tag.
    pub fn companion(&self, source: &dyn ImageSource, subject: &Digest, kind: Companion, document: &Document) -> Result<(), SourceError> {
        self.image(source, document)?;
        Ok(self.client.put_companion(self.target, subject, kind, document)?)
    }

    /// Brings a manifest with its blobs.
    fn manifest(&self, source: &dyn ImageSource, document: &Document) -> Result<(), SourceError> {
        let mut seen = BTreeSet::new();
        let blobs = document.manifest().into_iter().flat_map(Manifest::blobs);
        let blobs = blobs.filter(|blob| blob.kind() != MediaKind::ForeignLayer && seen.insert(blob.digest.clone()));
        let blobs: Vec<&Descriptor> = blobs.collect();
        try_map(&blobs, THREADS, |blob| self.blob(source, blob))?;
        Ok(self.client.put_by_digest(self.target, document)?)
    }

    fn blob(&self, source: &dyn ImageSource, blob: &Descriptor) -> Result<(), SourceError> {
        let open = || -> io::Result<Box<dyn Read + Send + '_>> {
            let absent = || io::Error::new(io::ErrorKind::NotFound, format!("{} has no blob {}", source.name(), blob.digest));
            source.open_blob(&blob.digest).map_err(io::Error::other)?.ok_or_else(absent)
        };
        self.client.push_blob(self.target, blob, self.neighbour, &open)?;
        Ok(())
    }

    fn has(&self, document: &Document) -> Result<bool, SourceError> {
        Ok(self.client.head(&self.target.pinned(document.digest()))?.is_some())
    }

    /// Brings attestations that were written anew.
    ///
    /// # Errors
    /// The registry refuses something.
    pub fn attestations(&self, renamed: &[RenamedAttestation]) -> Result<(), SourceError> {
        let one = |attestation: &RenamedAttestation| -> Result<(), SourceError> {
            for (blob, bytes) in &attestation.blobs {
                self.client.push_blob(self.target, blob, None, &|| Ok(Box::new(Cursor::new(bytes.clone()))))?;
            }
            Ok(self.client.put_by_digest(self.target, &attestation.manifest)?)
        };
        try_map(renamed, THREADS, one).map(drop)
    }
}
