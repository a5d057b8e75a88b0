//! What was read of an image: everything that the verdict needs, and nothing that it decides.

use crate::{Descriptor, Document, EntryKind, ImageConfig, Manifest, exposure::Exposure, statement::Statement};
use archwright_model::Digest;
use serde::{Deserialize, Serialize};

/// An image as it was read from a source. Only [`read_image`](crate::read_image) makes one.
///
/// It can be saved, and judged again later; but what comes from a file, anybody may have written, so that a record that was
/// deserialised never proves anything: its verdict has no [`ProvenDigest`](crate::ProvenDigest).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ImageRecord {
    pub(crate) subject: String,
    pub(crate) root: Descriptor,
    pub(crate) is_index: bool,
    pub(crate) entries: Vec<EntryRecord>,
    #[serde(skip)]
    pub(crate) documents: Vec<Document>,
    #[serde(skip)]
    pub(crate) origin: RecordOrigin,
}

/// Where a record comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum RecordOrigin {
    /// This process read it from the source of that name.
    Source(String),
    /// It was deserialised.
    #[default]
    Saved,
}

impl ImageRecord {
    /// What was read, for people: `ghcr.io/noetl/server@sha256:…`.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The digest that was asked for.
    pub fn root(&self) -> &Descriptor {
        &self.root
    }

    /// The manifests under an index, to the byte, those that were there: they could be put again. None of a bare manifest.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// The entries in the order of the index, or the bare manifest.
    pub fn entries(&self) -> &[EntryRecord] {
        &self.entries
    }
}

/// One entry of an index, or the bare manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct EntryRecord {
    /// The entry as the index has it.
    pub descriptor: Descriptor,
    /// What it is.
    pub kind: EntryKind,
    /// Its manifest.
    pub manifest: Reading<ReadManifest>,
    /// Its config, if the manifest was read and is an image's.
    pub config: Reading<ImageConfig>,
    /// What its config shows that nobody should read.
    #[serde(default)]
    pub exposures: Vec<Exposure>,
    /// Its blobs: the config, then the layers.
    pub blobs: Vec<BlobRecord>,
    /// Its statements, if it is an attestation.
    #[serde(default)]
    pub statements: Vec<StatementRecord>,
}

impl EntryRecord {
    /// Whether every blob is there, or need not be, as far as the source says.
    pub(crate) fn is_whole(&self) -> bool {
        self.blobs.iter().all(|blob| match blob.state {
            BlobState::Present(Some(size)) | BlobState::Hashed(size) => size == blob.size,
            BlobState::Present(None) | BlobState::Elsewhere => true,
            BlobState::Bad(_) | BlobState::Missing => false,
        })
    }
}

/// One statement of an attestation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct StatementRecord {
    /// Its digest.
    pub digest: Digest,
    /// What the manifest says that it is.
    pub predicate_type: Option<String>,
    /// The statement.
    pub statement: Reading<Statement>,
}

/// A manifest and the size that it really has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ReadManifest {
    /// The number of bytes.
    pub size: u64,
    /// The manifest.
    pub manifest: Manifest,
}

/// How the reading of one document went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reading<T> {
    /// It was read.
    Read(T),
    /// The source does not have it.
    Missing,
    /// It is not what it says; the text tells why.
    Bad(String),
    /// Its media type is none that can stand here.
    Unsupported,
    /// Nobody asked, because something before it could not be read.
    NotAsked,
}

impl<T> Reading<T> {
    /// The value, if it was read.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Read(value) => Some(value),
            Self::Missing | Self::Bad(_) | Self::Unsupported | Self::NotAsked => None,
        }
    }
}

/// A blob that a manifest names, and whether the source has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct BlobRecord {
    /// Its digest.
    pub digest: Digest,
    /// Its size as the manifest says.
    pub size: u64,
    /// What the source says.
    pub state: BlobState,
}

/// Whether a source has a blob.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlobState {
    /// It is there, by the source's word; its size, if the source tells.
    Present(Option<u64>),
    /// It was read to its end and has its digest; its size.
    Hashed(u64),
    /// It is there, and not what its digest says; the text tells why.
    Bad(String),
    /// It is not there.
    Missing,
    /// The manifest says that the source need not have it (a foreign layer).
    Elsewhere,
}
