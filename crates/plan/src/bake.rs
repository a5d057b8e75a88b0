//! *Build*: images, variants and platforms as targets of one `docker buildx bake` call.
//!
//! One target per platform, each by digest, because buildx's own merge over several nodes writes the tag `latest`
//! (seen with buildx 0.29); joining the platforms is ours.

mod argument;
mod definition;
mod options;

pub use options::BakeOptions;

use crate::ImageId;
use archwright_model::{Command, ImageRef, Platform, Repository, command::Arg, project::BuilderName};
use camino::Utf8PathBuf;
use serde::Serialize;
use std::collections::BTreeMap;

/// One call of BuildKit.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Build {
    /// The builder.
    pub builder: BuilderName,
    /// Its targets.
    pub targets: Vec<BakeTarget>,
    /// Where buildx writes digests, relative to the project.
    pub metadata_file: Utf8PathBuf,
}

/// One image or variant for one platform.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct BakeTarget {
    /// Its name in the bake file.
    pub name: String,
    /// The image or variant.
    pub image: ImageId,
    /// The platform.
    pub platform: Platform,
    /// Whether it is asked for; one that is not is built only as far as another needs it.
    pub requested: bool,
    /// The build context.
    pub context: Utf8PathBuf,
    /// The Dockerfile.
    pub dockerfile: Utf8PathBuf,
    /// The stage; none is the last.
    pub stage: Option<String>,
    /// Build arguments; one that is secret is given to buildx in its environment.
    #[serde(serialize_with = "argument::shown")]
    pub args: BTreeMap<String, Arg>,
    /// Labels.
    pub labels: BTreeMap<String, String>,
    /// Annotations of the manifest.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
    /// Named contexts: artifacts, and the same platform of other images.
    pub contexts: BTreeMap<String, String>,
    /// Attestations, each stated: what is not asked for is off.
    pub attest: Vec<String>,
    /// Where the result goes.
    pub output: BakeOutput,
    /// Whether every step is built anew.
    pub no_cache: bool,
    /// What else BuildKit is told about it.
    #[serde(skip_serializing_if = "BakeOptions::is_empty")]
    pub options: BakeOptions,
}

/// Where one target's result goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BakeOutput {
    /// To a repository, by digest, without a tag.
    PushByDigest(Repository),
    /// Into a folder as an OCI layout; attestations speak of the image by these names (BuildKit 0.25: without a name, of nothing).
    OciDir {
        /// The folder.
        dir: Utf8PathBuf,
        /// What the image is published as.
        names: Vec<ImageRef>,
    },
    /// Nowhere.
    CacheOnly,
}

impl BakeTarget {
    /// The name of an image's target in the bake file: `noetl-linux-arm64`, `openhqm_V_redis-linux-amd64`.
    ///
    /// A key has no upper case, so `_V_` keeps image and variant apart whatever they are called.
    pub fn name_of(image: &ImageId, platform: Platform) -> String {
        match &image.variant {
            Some(variant) => format!("{}_V_{variant}-{}", image.image, platform.slug()),
            None => format!("{}-{}", image.image, platform.slug()),
        }
    }

    /// The same, for others to need and for nobody to see.
    pub(crate) fn unpublished(self) -> Self {
        let options = BakeOptions { cache_to: Vec::new(), output: Vec::new(), ..self.options };
        Self { output: BakeOutput::CacheOnly, options, ..self }
    }

    /// Where its OCI layout goes, if it writes one.
    pub fn layout(&self) -> Option<&Utf8PathBuf> {
        match &self.output {
            BakeOutput::OciDir { dir, .. } => Some(dir),
            BakeOutput::PushByDigest(_) | BakeOutput::CacheOnly => None,
        }
    }
}

impl Build {
    /// The call, its definition on stdin. What it reads outside the project is allowed by name.
    pub fn command(&self) -> Command {
        let mut command = Command::new("docker").args(["buildx", "bake", "--builder", self.builder.as_str(), "--file", "-"]);
        command = command.args(options::allowances(&self.targets));
        command = command.args(["--metadata-file", self.metadata_file.as_str(), "--progress", "rawjson"]);
        let names = self.targets.iter().filter(|target| target.requested).map(|target| target.name.clone());
        // Of the metadata only digests are read; its provenance would keep build arguments and proxies in a file.
        let command = scrubbed(command.args(names).stdin(self.definition())).env("BUILDX_METADATA_PROVENANCE", "disabled");
        argument::secret(&self.targets).into_iter().fold(command, |command, (variable, value)| command.secret_env(variable, value))
    }

    /// The bake file, as JSON; without what is secret, which [`command`](Self::command) sets variables to.
    pub fn definition(&self) -> String {
        definition::render(&self.targets)
    }
}

/// Without the variables that change what buildx builds or how it prints; `BUILDX_CONFIG`, where builders are recorded, stays.
/// `SOURCE_DATE_EPOCH` is a build argument of each target, so that the plan says it.
pub(crate) fn scrubbed(command: Command) -> Command {
    ["BUILDX_*", "BUILDKIT_*", "DOCKER_DEFAULT_PLATFORM", "SOURCE_DATE_EPOCH"]
        .into_iter()
        .fold(command, Command::env_remove)
        .env_keep("BUILDX_CONFIG")
}
