//! Members of a workspace.

use super::Key;
use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

/// A member of a workspace: a folder with a file of its own, and what that describes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Member {
    /// The folder, relative to the project's.
    pub folder: Utf8PathBuf,
    /// Its UIs.
    pub uis: Vec<Key>,
    /// Its command lines.
    pub clis: Vec<Key>,
    /// Its images.
    pub images: Vec<Key>,
}
