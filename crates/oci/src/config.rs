//! Image configs: what a manifest says of how its image runs.

mod history;
mod search;

use crate::RawPlatform;
use crate::exposure::{Exposure, KnownSecrets};
use crate::json::{Extra, nullable};
use crate::{ContentError, digest};
use archwright_model::Digest;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Configs are small; the largest seen in the wild have a few hundred kilobytes of history and labels.
pub const CONFIG_LIMIT: u64 = 8 * 1024 * 1024;

/// An image config (OCI image spec, `config.md`); Docker's has the same fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageConfig {
    /// The platform: `architecture`, `os`, `variant`, `os.version`; and every field that we do not know.
    #[serde(flatten)]
    pub platform: RawPlatform,
    /// What a container of it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config: Option<RunConfig>,
    /// The layers, uncompressed.
    pub rootfs: RootFs,
}

/// What a container of an image runs (OCI image spec, `config.md`, property `config`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RunConfig {
    /// The user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// `NAME=value`, each.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Vec::is_empty")]
    pub env: Vec<String>,
    /// The entry point.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Vec::is_empty")]
    pub entrypoint: Vec<String>,
    /// The command, or the arguments of the entry point.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Vec::is_empty")]
    pub cmd: Vec<String>,
    /// The working directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub working_dir: Option<String>,
    /// Labels.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The layers of an image, by their uncompressed digests.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RootFs {
    /// Always `layers`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The digest of each uncompressed layer, the lowest first.
    #[serde(default, deserialize_with = "nullable")]
    pub diff_ids: Vec<Digest>,
}

impl ImageConfig {
    /// Reads a config and checks that the bytes have that digest.
    ///
    /// # Errors
    /// Another digest, bytes that are not JSON, a field of the wrong type.
    pub fn parse(bytes: &[u8], expected: &Digest) -> Result<Self, ContentError> {
        digest::check(bytes, expected).map_err(|error| ContentError::new("config", error.why()))?;
        serde_json::from_slice(bytes).map_err(|error| ContentError::new(format!("config {expected}"), error))
    }

    /// What a config shows that nobody should read; never the text itself.
    ///
    /// # Errors
    /// Bytes that are not JSON.
    pub fn exposures(bytes: &[u8], secrets: &dyn KnownSecrets) -> Result<Vec<Exposure>, ContentError> {
        search::exposures(bytes, secrets).map_err(|error| ContentError::new("config", error))
    }
}

#[cfg(test)]
mod tests;
