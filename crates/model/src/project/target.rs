//! Named selections.

use super::{Key, TagTemplate};
use crate::{Platforms, Sourced, reference::Namespaces};
use serde::{Deserialize, Serialize};

/// A named selection of images, platforms and output; it becomes a verb.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Target {
    /// The verb.
    pub key: Key,
    /// The images; none means all.
    pub images: Vec<Key>,
    /// The variants of these images, `*` for every one; none means the usual ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<String>,
    /// What is left out of them, each `IMAGE` or `IMAGE:VARIANT`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<String>,
    /// The platforms; none means each image's own.
    pub platforms: Option<Sourced<Platforms>>,
    /// Where the images go; none means what the request says.
    pub output: Option<Sourced<OutputKind>>,
    /// Tags in place of the images' own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Sourced<Vec<TagTemplate>>>,
    /// Where images are pushed; none means where the project says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registry: Option<Sourced<Namespaces>>,
    /// Whether one image's failure stops the others.
    #[serde(default)]
    pub on_failure: OnFailure,
    /// A line for the help.
    pub description: Option<String>,
}

impl Target {
    /// A selection of all images that changes nothing.
    pub fn new(key: Key) -> Self {
        Self {
            key,
            images: Vec::new(),
            variants: Vec::new(),
            except: Vec::new(),
            platforms: None,
            output: None,
            tags: None,
            registry: None,
            on_failure: OnFailure::Stop,
            description: None,
        }
    }
}

/// What one image's failure does to the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnFailure {
    /// It stops them.
    #[default]
    Stop,
    /// Nothing; still no tag moves.
    KeepGoing,
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
