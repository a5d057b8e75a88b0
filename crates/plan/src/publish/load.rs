//! *Load*: proven layouts into the Docker server's image store.

use super::LastTag;
use crate::{ImageId, facts::ImageStore};
use archwright_model::{Command, ImageRef, Platform};
use camino::Utf8PathBuf;
use serde::Serialize;

/// Puts proven layouts into the Docker server's image store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Load {
    /// What is loaded, under which names.
    pub images: Vec<LoadImage>,
    /// Files that get the last tag of an image.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub last_tags: Vec<LastTag>,
    /// The store, if it is known.
    pub store: Option<ImageStore>,
}

/// One image to load.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct LoadImage {
    /// The image or variant.
    pub image: ImageId,
    /// Its layout.
    pub layout: Utf8PathBuf,
    /// The names it gets.
    pub names: Vec<ImageRef>,
    /// The platform that `docker run` has to be told, if the server's own is not there.
    pub foreign: Option<Platform>,
}

impl LoadImage {
    /// The archive that is loaded, made from the layout and removed afterwards.
    pub fn archive(&self) -> Utf8PathBuf {
        format!("target/archwright/load/{}.tar", self.image.slug()).into()
    }

    /// Asks the server what it has under these names.
    pub fn inspect(&self) -> Command {
        Command::new("docker").args(["image", "inspect", "--format", "{{.Id}}"]).args(self.names.iter().map(ToString::to_string))
    }

    /// Loads it.
    pub fn command(&self) -> Command {
        Command::new("docker").args(["load", "--input", self.archive().as_str()])
    }
}
