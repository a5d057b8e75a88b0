//! Named selections.

use super::Key;
use crate::{Platforms, Sourced};
use serde::{Deserialize, Serialize};

/// A named selection of images, platforms and output; it becomes a verb.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Target {
    /// The verb.
    pub key: Key,
    /// The images; none means all.
    pub images: Vec<Key>,
    /// The platforms; none means each image's own.
    pub platforms: Option<Sourced<Platforms>>,
    /// Where the images go; none means what the request says.
    pub output: Option<Sourced<OutputKind>>,
    /// A line for the help.
    pub description: Option<String>,
}

/// Where built images go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutputKind {
    /// To the registry.
    Push,
    /// Into the Docker server's image store.
    Load,
    /// Into an OCI layout in the project's `target/archwright`.
    Layout,
}
