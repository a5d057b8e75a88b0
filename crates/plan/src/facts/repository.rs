//! The project's files and history.

use super::Fact;
use archwright_model::project::PackageManager;
use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the repository holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Repository {
    /// Its history.
    pub git: Fact<Git>,
    /// The project's version; unknown also if the project names no source.
    pub version: Fact<String>,
    /// Paths that the project names and that are not there.
    pub missing: Vec<Utf8PathBuf>,
    /// Cargo's word on each command line, by key.
    pub clis: BTreeMap<String, Fact<CliPackage>>,
    /// What lies in each UI's folder, by key.
    pub uis: BTreeMap<String, UiFolder>,
}

impl Repository {
    /// A repository that was not looked at.
    pub fn unknown(why: &str) -> Self {
        Self {
            git: Fact::Unknown(why.into()),
            version: Fact::Unknown(why.into()),
            missing: Vec::new(),
            clis: BTreeMap::new(),
            uis: BTreeMap::new(),
        }
    }
}

/// A Git history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Git {
    /// The commit, forty digits.
    pub commit: String,
    /// `git describe --tags --always --dirty`.
    pub describe: String,
}

/// A command line's package, by `cargo metadata`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct CliPackage {
    /// The package.
    pub package: String,
    /// The package's version.
    pub version: String,
    /// Its binaries.
    pub bins: Vec<String>,
    /// Cargo's target directory; absolute.
    pub target_dir: Utf8PathBuf,
}

/// A UI's folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct UiFolder {
    /// The lockfile, and whose it is; none if there is none.
    pub lockfile: Option<(String, PackageManager)>,
}
