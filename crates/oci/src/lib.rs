//! Images as data: indexes, manifests and configs, where they are read from, how they are joined, and the proof that
//! they hold what they say. Nothing here knows a project; no process is started.
//!
//! A document keeps the exact bytes next to the parsed value, so that what is pushed again is the same to the byte:
//!
//! ```
//! use archwright_oci::{AnyManifest, Document};
//!
//! let bytes = br#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}"#;
//! let document = Document::parse(bytes.to_vec(), None)?;
//! assert!(matches!(document.value(), AnyManifest::Index(index) if index.manifests.is_empty()));
//! assert_eq!(document.bytes(), bytes);
//! # Ok::<(), archwright_oci::ContentError>(())
//! ```
//!
//! Reading and judging are two halves: [`read_image`] asks a source (a registry repository, an OCI layout) and gives an
//! [`ImageRecord`]; [`judge()`] is a pure function over that record.

mod json;
mod parallel;

pub mod annotation;
pub mod code;
pub mod compose;
pub mod config;
pub mod content;
pub mod contents;
pub mod descriptor;
pub mod digest;
pub mod document;
pub mod entry;
pub mod error;
pub mod exposure;
pub mod findings;
pub mod index;
pub mod judge;
pub mod kept;
pub mod layout;
pub mod manifest;
pub mod media_type;
pub mod proof;
pub mod raw_platform;
pub mod read;
pub mod record;
#[cfg(feature = "registry")]
pub mod registry;
pub mod schema_version;
pub mod source;
pub mod statement;
#[cfg(feature = "registry")]
pub mod transfer;

pub use compose::{Child, RenamedAttestation, images_by_platform, join, rename_attestations};
pub use config::ImageConfig;
pub use contents::{Contents, ContentsPolicy, read_contents};
pub use descriptor::Descriptor;
pub use document::{AnyManifest, Document};
pub use entry::EntryKind;
pub use error::ContentError;
pub use exposure::{KnownSecrets, NoSecrets};
pub use index::Index;
pub use judge::{Expectation, PlatformProof, ProvenDigest, Verdict, judge};
pub use kept::{DocumentCache, KeptSource};
pub use layout::{Layout, PackedLayout};
pub use manifest::Manifest;
pub use media_type::MediaKind;
pub use raw_platform::RawPlatform;
pub use read::{ReadPolicy, read_back, read_image};
pub use record::ImageRecord;
pub use source::{BlobContent, BlobInfo, ImageSource, SourceError};
