//! Images and their variants.

use super::{AllowForeign, BakeSource, BuildOptions, Key, TagTemplate, Test};
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
    /// A file that gets the first of its tags, once that is published or loaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_tag_file: Option<Utf8PathBuf>,
    /// Whether each of its tags is also there for single platforms.
    #[serde(default)]
    pub platform_tags: PlatformTags,
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
    /// What BuildKit is told about its build.
    #[serde(default, skip_serializing_if = "BuildOptions::is_usual")]
    pub build: BuildOptions,
    /// The target of a bake file that describes it, until that is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bake: Option<BakeSource>,
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
            last_tag_file: None,
            platform_tags: PlatformTags::No,
            build_args: BTreeMap::new(),
            labels: BTreeMap::new(),
            annotations: BTreeMap::new(),
            platforms: Sourced::default(Platforms::usual()),
            variants: Vec::new(),
            attest: Attest { provenance: Provenance::Min, sbom: false },
            test: None,
            allow_foreign: Vec::new(),
            build: BuildOptions::default(),
            bake: None,
        }
    }

    /// The variant of that name.
    pub fn variant(&self, key: &str) -> Option<&Variant> {
        self.variants.iter().find(|variant| variant.key.as_str() == key)
    }

    /// Whether BuildKit fetches its context, and the Dockerfile with it.
    pub fn is_fetched(&self) -> bool {
        super::is_remote(self.context.as_str())
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
    /// Its platforms; none means the image's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platforms: Option<Sourced<Platforms>>,
    /// A line for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl Variant {
    /// A flavour of that name, which stands behind each tag.
    pub fn new(key: Key) -> Self {
        Self { suffix: format!("-{key}"), key, build_args: BTreeMap::new(), labels: BTreeMap::new(), platforms: None, description: None }
    }

    /// Whether it is meant by a name: its own, or what it puts behind tags, `3.12` say.
    pub fn is_called(&self, name: &str) -> bool {
        self.key.as_str() == name || self.suffix.strip_prefix('-').is_some_and(|suffix| suffix == name)
    }
}

/// Whether an image's tags are also there for single platforms: `1.4.0-arm64`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlatformTags {
    /// They are not.
    #[default]
    No,
    /// Each of them is.
    Each,
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
