//! Images and their variants.

use super::{AllowForeign, Key, TagTemplate, Test};
use crate::{Platforms, Sourced};
use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

/// One Dockerfile with its name, context and tags.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Image {
    /// Its key; it names the verb `docker-build-KEY`.
    pub key: Key,
    /// The last part of its repository; the project's registry stands in front.
    pub name: String,
    /// The Dockerfile.
    pub dockerfile: Utf8PathBuf,
    /// The build context.
    pub context: Utf8PathBuf,
    /// The stage that is built; none is the last.
    pub stage: Option<String>,
    /// Artifacts and images that it takes.
    pub needs: Vec<Need>,
    /// Its tags.
    pub tags: Vec<TagTemplate>,
    /// Those of its tags that stay, once they are there, with the images that they have.
    #[serde(default)]
    pub write_once: Vec<TagTemplate>,
    /// Build arguments.
    pub build_args: BTreeMap<String, String>,
    /// Labels.
    pub labels: BTreeMap<String, String>,
    /// Annotations of what its tags point to: the index, or the one manifest.
    #[serde(default)]
    pub annotations: BTreeMap<String, String>,
    /// Its platforms.
    pub platforms: Sourced<Platforms>,
    /// Its flavours; none means that the image itself is the only one.
    pub variants: Vec<Variant>,
    /// Its attestations.
    pub attest: Attest,
    /// What is run in each platform before any tag moves.
    pub test: Option<Test>,
    /// What in it belongs to another platform on purpose.
    pub allow_foreign: Vec<AllowForeign>,
}

impl Image {
    /// An image from a Dockerfile with the usual settings: context `.`, the key as name, tag `latest`, minimal provenance.
    pub fn new(key: Key, dockerfile: impl Into<Utf8PathBuf>) -> Self {
        Self {
            name: key.to_string(),
            key,
            dockerfile: dockerfile.into(),
            context: ".".into(),
            stage: None,
            needs: Vec::new(),
            tags: vec![TagTemplate::latest()],
            write_once: Vec::new(),
            build_args: BTreeMap::new(),
            labels: BTreeMap::new(),
            annotations: BTreeMap::new(),
            platforms: Sourced::default(Platforms::usual()),
            variants: Vec::new(),
            attest: Attest { provenance: Provenance::Min, sbom: false },
            test: None,
            allow_foreign: Vec::new(),
        }
    }

    /// The variants that are meant where none is named: the one whose suffix is empty, else all. None if it has none.
    pub fn usual_variants(&self) -> Vec<&Variant> {
        let default: Vec<_> = self.variants.iter().filter(|variant| variant.suffix.is_empty()).collect();
        if default.is_empty() { self.variants.iter().collect() } else { default }
    }
}

/// A named flavour of an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Variant {
    /// Its name, after the colon of `IMAGE:VARIANT`.
    pub key: Key,
    /// What is put behind each tag, `-redis` say; empty for the default flavour.
    pub suffix: String,
    /// Build arguments on top of the image's.
    pub build_args: BTreeMap<String, String>,
    /// Labels on top of the image's.
    pub labels: BTreeMap<String, String>,
}

/// Something that an image takes into its build, as a named context of the same spelling.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// `ui.KEY`.
    Ui(Key),
    /// `cli.KEY`.
    Cli(Key),
    /// `image.KEY`: the same platform of another image, of the variant that is meant where none is named.
    Image(Key),
    /// `image.KEY:VARIANT`: the same platform of that variant.
    Variant(Key, Key),
}

impl Need {
    /// The image, if it is one.
    pub fn image(&self) -> Option<&Key> {
        match self {
            Self::Image(key) | Self::Variant(key, _) => Some(key),
            Self::Ui(_) | Self::Cli(_) => None,
        }
    }
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ui(key) => write!(f, "ui.{key}"),
            Self::Cli(key) => write!(f, "cli.{key}"),
            Self::Image(key) => write!(f, "image.{key}"),
            Self::Variant(key, variant) => write!(f, "image.{key}:{variant}"),
        }
    }
}

/// What BuildKit attests about an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Attest {
    /// How much provenance.
    pub provenance: Provenance,
    /// Whether a bill of materials.
    pub sbom: bool,
}

/// How much provenance BuildKit writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Provenance {
    /// None.
    Off,
    /// Without build arguments.
    Min,
    /// Everything, build arguments included.
    Max,
}
