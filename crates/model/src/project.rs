//! What a configuration, or Rust code, describes: resolved, checked, no default left open.

mod artifact;
mod bake_source;
mod build_cache;
mod build_context;
mod build_options;
mod build_secret;
mod environment;
mod image;
mod key;
mod limits;
mod member;
mod path_template;
mod tag_template;
mod target;
mod test;
mod version;

pub use artifact::{Archive, Cli, CrossTool, GitTag, PackageManager, Ui, UiMode};
pub use bake_source::{BakeSource, BakeTags};
pub use build_cache::{BuildCache, CacheKind, CacheMode, CacheWrite};
pub use build_context::{BuildContext, BuildContextError, is_remote};
pub use build_options::{BuildOptions, Compress, Compression, OutputOptions, Pull, RunNetwork, Timestamps};
pub use build_secret::{BuildSecret, SSH_AUTH_SOCK, SecretSource, SshKey};
pub use environment::{Setting, SettingError};
pub use image::{Attest, Image, Need, PlatformTags, Provenance, Variant};
pub use key::{BuilderName, Key, KeyError};
pub use limits::{Limits, Memory, MemoryError};
pub use member::Member;
pub use path_template::{PathPlace, PathTemplate, PathTemplateError};
pub use tag_template::{ShaLength, TagPart, TagTemplate, TagTemplateError, TimeFormat, When};
pub use target::{OnFailure, OutputKind, Target};
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
    /// Files that must carry the same version: paths, in which `*`, `?` and `**` may stand for names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub same_version_in: Vec<String>,
    /// Variables of the project's own, and what they set.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub environment: BTreeMap<String, Setting>,
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
    /// How much is done at a time.
    #[serde(default, skip_serializing_if = "Limits::is_none")]
    pub limits: Limits,
    /// The members of a workspace, in its order; none where one file describes the project.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Member>,
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
            same_version_in: Vec::new(),
            environment: BTreeMap::new(),
            registries: BTreeMap::new(),
            uis: Vec::new(),
            clis: Vec::new(),
            images: Vec::new(),
            targets: Vec::new(),
            limits: Limits::default(),
            members: Vec::new(),
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
