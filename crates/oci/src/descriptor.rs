//! Descriptors: what an index or a manifest says of a document it refers to.

use crate::annotation::Annotations;
use crate::json::{Extra, nullable, size};
use crate::{MediaKind, RawPlatform};
use archwright_model::Digest;
use serde::{Deserialize, Serialize};

/// A reference to content (OCI image spec, `descriptor.md`). Fields that we do not know survive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    /// The media type of the content.
    pub media_type: String,
    /// The digest of the content.
    pub digest: Digest,
    /// Its size in bytes.
    #[serde(deserialize_with = "size")]
    pub size: u64,
    /// The platform, on entries of an index.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<RawPlatform>,
    /// Annotations.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Annotations::is_empty")]
    pub annotations: Annotations,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Descriptor {
    /// A descriptor with nothing but what each has.
    pub fn new(media_type: impl Into<String>, digest: Digest, size: u64) -> Self {
        Self { media_type: media_type.into(), digest, size, platform: None, annotations: Annotations::new(), extra: Extra::new() }
    }

    /// What its media type means.
    pub fn kind(&self) -> MediaKind {
        MediaKind::of(&self.media_type)
    }
}
