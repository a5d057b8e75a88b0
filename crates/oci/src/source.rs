//! Where images are read from.

use crate::{ContentError, Document};
use archwright_model::Digest;
use std::io::Read;
use std::{error, fmt};

/// What is known of a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlobInfo {
    /// Its size in bytes, if the source said it.
    pub size: Option<u64>,
    /// Whether it was read.
    pub content: BlobContent,
}

/// Whether a blob was read to know of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlobContent {
    /// The source says that it is there, and nobody read it: a registry, which checked it when it was pushed.
    Unread,
    /// It was read to its end and has its digest: a layout, whose files anybody may have changed.
    Hashed,
}

/// Only what this crate reads can be proven.
pub(crate) mod sealed {
    pub trait Sealed {}
}

/// A place that holds the parts of images, by digest: a registry repository, an OCI layout.
///
/// `None` means that the part is not there. What is given has the digest that was asked for. Nobody else can implement it: what
/// is read from a source can become a [`ProvenDigest`](crate::ProvenDigest).
pub trait ImageSource: sealed::Sealed + Send + Sync {
    /// What people call it: a repository, a directory.
    fn name(&self) -> String;

    /// A manifest or an index.
    fn manifest(&self, digest: &Digest) -> Result<Option<Document>, SourceError>;

    /// A whole blob of at most `limit` bytes.
    fn small_blob(&self, digest: &Digest, limit: u64) -> Result<Option<Vec<u8>>, SourceError>;

    /// Whether a blob is there, and its size. A source that holds the bytes itself reads them all; content of another digest is an
    /// error.
    fn blob(&self, digest: &Digest) -> Result<Option<BlobInfo>, SourceError>;

    /// A blob as a stream. Whoever reads it checks the digest: what came before the end of a stream proves nothing. An error of the
    /// place in the middle of it is an [`io::Error`](std::io::Error) with a [`SourceError`] inside.
    fn open_blob(&self, digest: &Digest) -> Result<Option<Box<dyn Read + Send + '_>>, SourceError>;
}

/// Why a source could not answer: content that is not what it says, or a place that cannot be reached.
#[derive(Debug)]
pub struct SourceError(Kind);

#[derive(Debug)]
enum Kind {
    Content(ContentError),
    Place(Box<dyn error::Error + Send + Sync>),
}

impl SourceError {
    /// A failure of the place itself; its own error can be had back with [`SourceError::place`].
    pub fn new(error: impl error::Error + Send + Sync + 'static) -> Self {
        Self(Kind::Place(Box::new(error)))
    }

    /// The content that was not what it says. This is a finding; everything else stops the reading.
    pub fn content(&self) -> Option<&ContentError> {
        match &self.0 {
            Kind::Content(error) => Some(error),
            Kind::Place(_) => None,
        }
    }

    /// The place's own error, a `RegistryError` say.
    pub fn place<E: error::Error + 'static>(&self) -> Option<&E> {
        match &self.0 {
            Kind::Content(_) => None,
            Kind::Place(error) => error.downcast_ref(),
        }
    }
}

impl From<ContentError> for SourceError {
    fn from(error: ContentError) -> Self {
        Self(Kind::Content(error))
    }
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Content(error) => error.fmt(f),
            Kind::Place(error) => error.fmt(f),
        }
    }
}

impl error::Error for SourceError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match &self.0 {
            Kind::Content(error) => Some(error),
            Kind::Place(error) => Some(error.as_ref()),
        }
    }
}
