//! The project's files and history.

use super::{BakedTarget, Dockerfile, Fact};
use archwright_model::project::{Image, PackageManager};
use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the repository holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Repository {
    /// Its history.
    pub git: Fact<Git>,
    /// The project's version; unknown also if the project names no source.
    pub version: Fact<String>,
    /// Paths that the project names and that are not there.
    pub missing: Vec<Utf8PathBuf>,
    /// Paths that are folders where the project means files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_files: Vec<Utf8PathBuf>,
    /// Paths that are files where the project means folders.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_folders: Vec<Utf8PathBuf>,
    /// The Dockerfiles that are there, by their paths in the project.
    #[serde(default)]
    pub dockerfiles: BTreeMap<Utf8PathBuf, Dockerfile>,
    /// Where the build contexts really are, by their paths in the project.
    #[serde(default)]
    pub contexts: BTreeMap<Utf8PathBuf, Utf8PathBuf>,
    /// What files that must carry the project's version say, by place: `Cargo.toml`, `k8s/app.yaml:12`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub versions: BTreeMap<String, Fact<String>>,
    /// What bake files say of the images that they describe, by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub bakes: BTreeMap<String, Fact<BakedTarget>>,
    /// Cargo's word on each command line, by key.
    pub clis: BTreeMap<String, Fact<CliPackage>>,
    /// What Cargo refuses of them, by key: the project's fault and not the machine's.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub refused: BTreeMap<String, CliRefusal>,
    /// What lies in each UI's folder, by key.
    pub uis: BTreeMap<String, UiFolder>,
}

impl Repository {
    /// The Dockerfile of an image, if it was seen: one that BuildKit fetches was not.
    pub fn dockerfile(&self, image: &Image) -> Option<&Dockerfile> {
        self.dockerfiles.get(&image.dockerfile).filter(|_| !image.is_fetched())
    }

    /// A repository that was not looked at.
    pub fn unknown(why: &str) -> Self {
        Self {
            git: Fact::Unknown(why.into()),
            version: Fact::Unknown(why.into()),
            missing: Vec::new(),
            not_files: Vec::new(),
            not_folders: Vec::new(),
            dockerfiles: BTreeMap::new(),
            contexts: BTreeMap::new(),
            versions: BTreeMap::new(),
            bakes: BTreeMap::new(),
            clis: BTreeMap::new(),
            refused: BTreeMap::new(),
            uis: BTreeMap::new(),
        }
    }
}

/// A Git history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Git {
    /// The commit, forty digits.
    pub commit: String,
    /// `git describe --tags --always --dirty`.
    pub describe: String,
    /// How many files that Git knows differ from the commit.
    #[serde(default)]
    pub changed: usize,
    /// The tags of the commit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The branch that is checked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// The remote's default branch, as it was when somebody last asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_branch: Option<String>,
}

/// A command line's package, by `cargo metadata`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CliPackage {
    /// The package.
    pub package: String,
    /// The package's version.
    pub version: String,
    /// Its binaries.
    pub bins: Vec<String>,
    /// Cargo's target directory; absolute.
    pub target_dir: Utf8PathBuf,
    /// Every package of its workspace, where the project names several binaries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<CliMember>,
    /// How much its profile optimises while it links, which is what memory goes for.
    #[serde(default, skip_serializing_if = "LinkTime::is_plain")]
    pub link_time: LinkTime,
}

/// Link-time optimisation (`lto` of a Cargo profile).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkTime {
    /// None, or within a crate.
    #[default]
    Plain,
    /// `thin`.
    Thin,
    /// `true` or `fat`.
    Fat,
}

impl LinkTime {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks")]
    fn is_plain(&self) -> bool {
        *self == Self::Plain
    }
}

/// A package of a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CliMember {
    /// The package.
    pub package: String,
    /// The package's version.
    pub version: String,
    /// Its binaries.
    pub bins: Vec<String>,
}

/// Why Cargo knows no package for a command line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CliRefusal {
    /// It cannot use the manifest: its own words, line by line.
    Manifest(Vec<String>),
    /// None of the packages that are there is the one that is named, or none is named and there are several.
    Package(Vec<String>),
}

/// A UI's folder, and what lies around it. All paths are relative to the project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct UiFolder {
    /// The lockfile's name, and whose it is; none if there is none, neither here nor at the workspace's root.
    pub lockfile: Option<(String, PackageManager)>,
    /// Which Yarn it is for; none if nothing says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub yarn: Option<Yarn>,
    /// The scripts of its `package.json`, or why they cannot be read.
    pub scripts: Fact<Vec<String>>,
    /// The root of the npm, pnpm or Yarn workspace that it is a member of, and whose lockfile it has.
    #[serde(default)]
    pub workspace: Option<Utf8PathBuf>,
    /// Other members of the workspace that it depends on, directly or not.
    #[serde(default)]
    pub members: Vec<Utf8PathBuf>,
    /// Files outside of these folders that have a say: lockfile, settings of the package manager, version files.
    #[serde(default)]
    pub files: Vec<Utf8PathBuf>,
    /// Variables of the environment that bundlers put in a bundle: names, never values.
    #[serde(default)]
    pub variables: Vec<String>,
}

/// The two Yarns, which differ in their lockfiles and their flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Yarn {
    /// Yarn 1.
    Classic,
    /// Yarn 2 and later, also known as Berry.
    Modern,
}
