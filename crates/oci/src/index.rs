//! Indexes: the list of what stands behind one reference.

use crate::Descriptor;
use crate::annotation::Annotations;
use crate::json::{Extra, descriptors, nullable};
use crate::schema_version::SchemaVersion2;
use serde::{Deserialize, Serialize};

/// An OCI index (OCI image spec, `image-index.md`) or a Docker manifest list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Index {
    /// Always 2.
    pub schema_version: SchemaVersion2,
    /// The media type, where the document says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// The entries in order.
    #[serde(deserialize_with = "descriptors")]
    pub manifests: Vec<Descriptor>,
    /// Annotations of the index itself.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Annotations::is_empty")]
    pub annotations: Annotations,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Index {
    /// An index of that media type with those entries.
    pub fn new(media_type: impl Into<String>, manifests: Vec<Descriptor>) -> Self {
        Self { media_type: Some(media_type.into()), manifests, ..Self::default() }
    }
}
