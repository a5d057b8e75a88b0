//! What was read of an image: everything that the verdict needs, and nothing that it decides.

use crate::{Descriptor, EntryKind, ImageConfig, Manifest};
use archwright_model::Digest;
use serde::{Deserialize, Serialize};

/// An image as it was read from a source. It can be saved, and judged again later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ImageRecord {
    /// What was read, for people: `ghcr.io/noetl/server@sha256:…`.
    pub subject: String,
    /// The digest that was asked for.
    pub root: Descriptor,
    /// Whether the root lists entries; otherwise it is itself the one entry.
    pub is_index: bool,
    /// The entries in the order of the index.
    pub entries: Vec<EntryRecord>,
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
    /// Its blobs: the config, then the layers.
    pub blobs: Vec<BlobRecord>,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlobState {
    /// It is there; its size as the source says, if it does.
    Present(Option<u64>),
    /// It is not there.
    Missing,
    /// The manifest says that the source need not have it (a foreign layer).
    Elsewhere,
}
