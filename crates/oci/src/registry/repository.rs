//! A repository as a source of images.

use super::{Client, RegistryError, RegistryErrorKind};
use crate::source::{BlobInfo, ImageSource, SourceError};
use crate::{ContentError, Document};
use archwright_model::{Digest, Repository};
use std::io::{self, Read};

/// A repository of a registry.
#[derive(Debug, Clone, Copy)]
pub struct RepositorySource<'a> {
    client: &'a Client,
    repository: &'a Repository,
}

impl<'a> RepositorySource<'a> {
    /// A repository, read through a client.
    pub fn new(client: &'a Client, repository: &'a Repository) -> Self {
        Self { client, repository }
    }
}

impl crate::source::sealed::Sealed for RepositorySource<'_> {}

impl ImageSource for RepositorySource<'_> {
    fn name(&self) -> String {
        self.repository.to_string()
    }

    fn manifest(&self, digest: &Digest) -> Result<Option<Document>, SourceError> {
        Ok(self.client.manifest(&self.repository.pinned(digest))?)
    }

    fn small_blob(&self, digest: &Digest, limit: u64) -> Result<Option<Vec<u8>>, SourceError> {
        Ok(self.client.small_blob(self.repository, digest, limit)?)
    }

    fn blob(&self, digest: &Digest) -> Result<Option<BlobInfo>, SourceError> {
        Ok(self.client.blob_exists(self.repository, digest)?)
    }

    fn open_blob(&self, digest: &Digest) -> Result<Option<Box<dyn Read + Send + '_>>, SourceError> {
        let stream = self.client.stream_blob(self.repository, digest)?;
        Ok(stream.map(|stream| Box::new(Told(stream)) as Box<dyn Read + Send>))
    }
}

/// A stream whose errors are those of a source.
struct Told<R>(R);

impl<R: Read> Read for Told<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|error| match error.downcast::<RegistryError>() {
            Ok(error) => io::Error::other(SourceError::from(error)),
            Err(error) => error,
        })
    }
}

impl From<RegistryError> for SourceError {
    /// Wrong content is the image's fault, and becomes a finding; everything else is the registry's.
    fn from(error: RegistryError) -> Self {
        match error.kind() {
            RegistryErrorKind::BadContent => ContentError::new("answer", error).into(),
            RegistryErrorKind::Unreachable
            | RegistryErrorKind::NotAuthorised
            | RegistryErrorKind::RateLimited
            | RegistryErrorKind::Refused { .. }
            | RegistryErrorKind::Interrupted => Self::new(error),
        }
    }
}
