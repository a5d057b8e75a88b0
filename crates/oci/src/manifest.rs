//! Manifests: the config and the layers of one image.

use crate::Descriptor;
use crate::annotation::Annotations;
use crate::json::{Extra, descriptors, nullable};
use crate::schema_version::SchemaVersion2;
use serde::{Deserialize, Serialize};

/// An OCI manifest (OCI image spec, `manifest.md`) or a Docker one, schema 2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// Always 2.
    pub schema_version: SchemaVersion2,
    /// The media type, where the document says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// The config.
    pub config: Descriptor,
    /// The layers, the lowest first.
    #[serde(deserialize_with = "descriptors")]
    pub layers: Vec<Descriptor>,
    /// Annotations.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Annotations::is_empty")]
    pub annotations: Annotations,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Manifest {
    /// A manifest of that media type.
    pub fn new(media_type: impl Into<String>, config: Descriptor, layers: Vec<Descriptor>) -> Self {
        Self {
            schema_version: SchemaVersion2,
            media_type: Some(media_type.into()),
            config,
            layers,
            annotations: Annotations::new(),
            extra: Extra::new(),
        }
    }

    /// The config and then the layers.
    pub fn blobs(&self) -> impl Iterator<Item = &Descriptor> {
        std::iter::once(&self.config).chain(&self.layers)
    }
}
