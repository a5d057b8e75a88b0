//! Where a project's version comes from.

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

/// The source of `{version}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VersionSource {
    /// The first line of a file.
    File(Utf8PathBuf),
    /// `package.version` (or the workspace's) of a `Cargo.toml`.
    Cargo(Utf8PathBuf),
    /// `version` of a `package.json`.
    PackageJson(Utf8PathBuf),
    /// `git describe --tags --always --dirty`.
    GitDescribe,
    /// The text itself.
    Literal(String),
}
