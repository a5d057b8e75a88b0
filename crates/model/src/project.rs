//! What a configuration, or Rust code, describes: resolved, checked, no default left open.

mod artifact;
mod image;
mod key;
mod tag_template;
mod target;
mod test;
mod version;

pub use artifact::{Cli, CrossTool, PackageManager, Ui, UiMode};
pub use image::{Attest, Image, Need, Provenance, Variant};
pub use key::{BuilderName, Key, KeyError};
pub use tag_template::{TagPart, TagTemplate, TagTemplateError};
pub use target::{OutputKind, Target};
pub use test::{AllowForeign, Test, Timeout, TimeoutError};
pub use version::VersionSource;

use crate::{Platforms, Registry, Sourced, reference::Namespaces, secret};
use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The folder for everything that a run leaves behind, relative to the project's.
pub const STATE_DIR: &str = "target/archwright";

/// A project: its images, and what they are made of.
///
/// All paths in it are relative to [`root`](Self::root), except the root itself, which is absolute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Project {
    /// The folder that holds `archwright.toml`; absolute.
    pub root: Utf8PathBuf,
    /// Where images are pushed, the same to each place; none means that they have no registry, and cannot be.
    pub registry: Option<Sourced<Namespaces>>,
    /// What is built unless an image or a request says otherwise.
    pub platforms: Sourced<Platforms>,
    /// The buildx builder, ours by that name.
    pub builder: Sourced<BuilderName>,
    /// Where `{version}` comes from.
    pub version: Option<Sourced<VersionSource>>,
    /// How single registries are reached; of one that is not here, what Docker knows is inherited.
    pub registries: BTreeMap<Registry, RegistrySettings>,
    /// Web UIs, in the order of the file.
    pub uis: Vec<Ui>,
    /// Rust command lines, in the order of the file.
    pub clis: Vec<Cli>,
    /// Images, in the order of the file.
    pub images: Vec<Image>,
    /// Named selections, in the order of the file.
    pub targets: Vec<Target>,
}

/// How a registry is reached.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct RegistrySettings {
    /// Plain HTTP.
    pub http: bool,
    /// Registries that are asked first, each a host with an optional path.
    pub mirrors: Vec<String>,
    /// A PEM file with the authority that signed its certificate.
    pub ca_file: Option<Utf8PathBuf>,
    /// How layers are sent to it.
    #[serde(default)]
    pub upload: Upload,
}

/// How layers are sent to a registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Upload {
    /// Each in one request.
    #[default]
    Whole,
    /// In parts, for a registry behind something that refuses larger requests.
    Parts,
}

impl Project {
    /// An empty project in an absolute folder, to be filled by code; [`check`](crate::config::check) tells what is wrong with it.
    ///
    /// Platforms are `linux/amd64` and `linux/arm64`, the builder is `archwright`, or one of that
    /// name with a suffix where the project needs another kind than the usual one.
    ///
    /// ```
    /// use archwright_model::{Project, config, project::Image};
    /// let mut project = Project::new("/srv/acme");
    /// assert_eq!(config::check(&project)[0].message, "there is nothing to build");
    /// project.images.push(Image::new("server".parse()?, "Dockerfile"));
    /// assert_eq!(config::check(&project), []);
    /// # Ok::<(), archwright_model::project::KeyError>(())
    /// ```
    pub fn new(root: impl Into<Utf8PathBuf>) -> Self {
        Self {
            root: root.into(),
            registry: None,
            platforms: Sourced::default(Platforms::usual()),
            builder: Sourced::default(BuilderName::default()),
            version: None,
            registries: BTreeMap::new(),
            uis: Vec::new(),
            clis: Vec::new(),
            images: Vec::new(),
            targets: Vec::new(),
        }
    }

    /// The absolute path of one of the project's relative ones.
    pub fn path(&self, relative: impl AsRef<Utf8Path>) -> Utf8PathBuf {
        self.root.join(relative)
    }

    /// The folder for everything that a run leaves behind.
    pub fn state_dir(&self) -> Utf8PathBuf {
        self.root.join(STATE_DIR)
    }

    /// Values that are secret by the name that they are given under: of the UIs' variables, and of build arguments.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        let variants = self.images.iter().flat_map(|image| &image.variants);
        let arguments = self.images.iter().map(|image| &image.build_args).chain(variants.map(|variant| &variant.build_args));
        let given = self.uis.iter().map(|ui| &ui.env).chain(arguments).flatten();
        given.filter(|(name, value)| secret::holds_a_secret(name, value)).map(|(_, value)| value.as_str())
    }

    /// The image of that key.
    pub fn image(&self, key: &str) -> Option<&Image> {
        self.images.iter().find(|image| image.key.as_str() == key)
    }

    /// The UI of that key.
    pub fn ui(&self, key: &str) -> Option<&Ui> {
        self.uis.iter().find(|ui| ui.key.as_str() == key)
    }

    /// The command line of that key.
    pub fn cli(&self, key: &str) -> Option<&Cli> {
        self.clis.iter().find(|cli| cli.key.as_str() == key)
    }
}
