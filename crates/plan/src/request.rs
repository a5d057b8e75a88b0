//! What one invocation asks for.

use archwright_model::{
    Origin, Platforms, Sourced,
    project::{BuilderName, OutputKind, TagTemplate},
    reference::Namespaces,
};
use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

/// A request. What it leaves open, the project says.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Request {
    /// Which images.
    pub selection: Selection,
    /// Which platforms.
    pub platforms: Option<Sourced<PlatformChoice>>,
    /// Where the images go.
    pub output: Option<Sourced<Output>>,
    /// Registries and paths in front of the images' names; an inner `None` means no registry.
    pub registry: Option<Sourced<Option<Namespaces>>>,
    /// Tags in place of the images' own, at least one: like `tags = []` in the configuration, an empty list is refused.
    pub tags: Option<Sourced<Vec<TagTemplate>>>,
    /// The builder.
    pub builder: Option<Sourced<BuilderName>>,
    /// Build every step anew.
    pub no_cache: bool,
    /// One image's failure does not stop the others.
    pub keep_going: bool,
    /// A tag may lose platforms.
    pub allow_shrink: bool,
    /// A moving tag may go back to an older version.
    pub allow_downgrade: bool,
    /// What the environment changed in the project before it was given here.
    pub overrides: Vec<Override>,
}

/// A value of the project that is another one for this invocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// What it is: `ui.web.mode`, `build-arg.QUEUE_BACKEND`.
    pub key: String,
    /// Its value, as it may be shown.
    pub value: String,
    /// Where it was set.
    pub origin: Origin,
}

/// Which images and variants.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// `IMAGE` or `IMAGE:VARIANT`; empty means every image.
    pub images: Vec<String>,
    /// Which variants of each selected image.
    pub variants: Variants,
    /// `IMAGE` or `IMAGE:VARIANT` that is left out of them.
    pub except: Vec<String>,
}

/// Which variants of an image, beside those that its own word names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Variants {
    /// The default flavour, or all where there is none.
    #[default]
    Usual,
    /// These; an image that has no variants is built as it is.
    Named(Vec<String>),
    /// Every one.
    All,
}

impl Variants {
    /// Those of that name; the usual ones if there is none, and every one for `*`.
    pub fn named(names: Vec<String>) -> Self {
        if names.iter().any(|name| name == "*") {
            Self::All
        } else if names.is_empty() {
            Self::Usual
        } else {
            Self::Named(names)
        }
    }
}

/// Which platforms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlatformChoice {
    /// These.
    Exact(Platforms),
    /// The Docker server's own.
    Server,
}

/// Where images go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Output {
    /// To the registry.
    Push,
    /// Into the Docker server's image store.
    Load,
    /// Into an OCI layout in that folder, or in the project's own if none is named.
    Layout(Option<Utf8PathBuf>),
    /// Nowhere: the build alone is tried.
    Nothing,
}

impl From<OutputKind> for Output {
    fn from(kind: OutputKind) -> Self {
        match kind {
            OutputKind::Push => Self::Push,
            OutputKind::Load => Self::Load,
            OutputKind::Layout => Self::Layout(None),
        }
    }
}
