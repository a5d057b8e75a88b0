//! What host steps make for images: UI bundles, the same for every platform, and binaries, one per platform.

use super::Key;
use crate::Libc;
use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A web UI, built once for all platforms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Ui {
    /// Its key; images need it as `ui.KEY`.
    pub key: Key,
    /// The folder with `package.json`.
    pub dir: Utf8PathBuf,
    /// What the build writes, relative to `dir`.
    pub output: Utf8PathBuf,
    /// The `package.json` script that builds.
    pub script: String,
    /// Who installs and runs.
    pub package_manager: PackageManager,
    /// Whether it is built at all.
    pub mode: UiMode,
    /// Folders of the project that get a copy of the output.
    pub copy_to: Vec<Utf8PathBuf>,
    /// Variables for the build, part of its inputs.
    pub env: BTreeMap<String, String>,
}

impl Ui {
    /// A UI with the usual settings: `dist`, script `build`, package manager by lockfile.
    pub fn new(key: Key, dir: impl Into<Utf8PathBuf>) -> Self {
        Self {
            key,
            dir: dir.into(),
            output: "dist".into(),
            script: "build".into(),
            package_manager: PackageManager::Auto,
            mode: UiMode::Build,
            copy_to: Vec::new(),
            env: BTreeMap::new(),
        }
    }
}

/// What an image gets for a UI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UiMode {
    /// The built bundle.
    Build,
    /// An empty context and no copies: the server finds no UI at all.
    Disabled,
    /// One real page that says that the UI was left out, so that what serves it has something to serve.
    Placeholder,
}

/// Who installs a UI's packages and runs its script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PackageManager {
    /// By the lockfile, else npm.
    Auto,
    /// npm.
    Npm,
    /// pnpm.
    Pnpm,
    /// Yarn.
    Yarn,
}

/// A Rust command line, built on the host once per platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Cli {
    /// Its key; images need it as `cli.KEY`.
    pub key: Key,
    /// Its `Cargo.toml`.
    pub manifest: Utf8PathBuf,
    /// The package, where the manifest is a workspace's.
    pub package: Option<String>,
    /// The binary, where the package has several.
    pub bin: Option<String>,
    /// The C library.
    pub libc: Libc,
    /// What builds for a foreign platform.
    pub toolchain: CrossTool,
    /// The Cargo profile.
    pub profile: String,
    /// Cargo features.
    pub features: Vec<String>,
    /// Whether default features are on.
    pub default_features: bool,
}

impl Cli {
    /// A command line with the usual settings: glibc, profile `release`, tool chosen per platform.
    pub fn new(key: Key, manifest: impl Into<Utf8PathBuf>) -> Self {
        Self {
            key,
            manifest: manifest.into(),
            package: None,
            bin: None,
            libc: Libc::Gnu,
            toolchain: CrossTool::Auto,
            profile: "release".into(),
            features: Vec::new(),
            default_features: true,
        }
    }
}

/// What compiles a command line for a platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CrossTool {
    /// The first that can: cargo, cargo-zigbuild, cross.
    Auto,
    /// cargo with the platform's linker.
    Cargo,
    /// cargo-zigbuild.
    Zigbuild,
    /// cross.
    Cross,
}
