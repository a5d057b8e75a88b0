//! An image that an existing bake file describes.

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

/// A target of a bake file, which describes an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct BakeSource {
    /// The file.
    pub file: Utf8PathBuf,
    /// Its target.
    pub target: String,
    /// Whose tags the image has.
    pub tags: BakeTags,
}

/// Whose tags an image has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BakeTags {
    /// Those that the project gives it.
    OfProject,
    /// Those of the bake file, if it has some.
    OfFile,
}
