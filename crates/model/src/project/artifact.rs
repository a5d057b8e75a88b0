//! What host steps make for images: UI bundles, the same for every platform, and binaries, one per platform.

use super::{Key, PathTemplate};
use crate::{Libc, RustTriple};
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
    /// Several binaries of the package or of its workspace, which images get in one context; none where there is one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bins: Vec<String>,
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
    /// Triples that it is built for besides the platforms, each where this machine can.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<RustTriple>,
    /// Folders of the project that get a copy of the binaries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copy_to: Vec<PathTemplate>,
    /// The archives that it is handed out in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archive: Option<Archive>,
    /// What a Git tag at the commit must be.
    #[serde(default)]
    pub git_tag: GitTag,
}

/// An archive for each triple, and `SHA256SUMS` beside them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Archive {
    /// Their folder.
    pub dir: Utf8PathBuf,
    /// Their name without its end; one with `{bin}` makes an archive of each binary.
    pub name: PathTemplate,
    /// Files of the project that stand beside the binaries.
    pub files: Vec<Utf8PathBuf>,
}

impl Default for Archive {
    fn default() -> Self {
        Self { dir: "dist".into(), name: PathTemplate::archive(), files: Vec::new() }
    }
}

/// What a Git tag at the commit that is built must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GitTag {
    /// Anything.
    #[default]
    Any,
    /// The package's version, where it reads as a version.
    IsVersion,
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
            bins: Vec::new(),
            targets: Vec::new(),
            copy_to: Vec::new(),
            archive: None,
            git_tag: GitTag::Any,
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
