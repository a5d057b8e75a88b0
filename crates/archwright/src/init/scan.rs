//! What a repository holds: the one part of `init` that reads it.

mod cargo;
mod dockerfile;
mod git;
mod image;
mod package;
mod version;
mod walk;

pub use cargo::{Binary, CargoConfig, CargoRoot};
pub use image::DockerImage;
pub use package::WebUi;

use super::InitError;
use archwright_model::project::VersionSource;
use camino::Utf8Path;
use std::{fs, io};
use walk::Folder;

/// What was found. All paths are relative to the repository.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scan {
    /// The repository's name: the git remote's, else the folder's.
    pub name: String,
    /// Dockerfiles, sorted by path.
    pub images: Vec<DockerImage>,
    /// Web UIs, sorted by path.
    pub uis: Vec<WebUi>,
    /// Folders whose `package.json` has a build script, but nothing of a web UI.
    pub other_packages: Vec<String>,
    /// Binaries of Cargo packages, sorted by path.
    pub binaries: Vec<Binary>,
    /// Where a version stands.
    pub version: Option<VersionSource>,
    /// Where the git remote's host keeps images: a guess.
    pub registry: Option<String>,
    /// The root's `Cargo.toml`.
    pub cargo: CargoRoot,
    /// Cargo's configuration file.
    pub cargo_config: Option<CargoConfig>,
    /// Whether something called `xtask` is there.
    pub has_xtask: bool,
    /// Whether it is the root of a git repository.
    pub has_git: bool,
    /// The text of `.gitignore`.
    pub gitignore: Option<String>,
}

/// Reads a repository. One that has an `archwright.toml` already is an error.
pub fn scan(root: &Utf8Path) -> Result<Scan, InitError> {
    if exists(&root.join("archwright.toml")) {
        return Err(InitError::exists("archwright.toml"));
    }
    let folders = walk::folders(root)?;
    let remote = git::remote(root);
    let folder_name = root.file_name().unwrap_or("project");
    let (uis, other_packages) = package::find(root, &folders);
    Ok(Scan {
        name: remote.as_ref().map_or(folder_name, |remote| &remote.name).to_owned(),
        images: image::find(root, &folders),
        uis,
        other_packages,
        binaries: cargo::binaries(root, &folders),
        version: version::find(root),
        registry: remote.and_then(|remote| remote.registry),
        cargo: cargo::root(root)?,
        cargo_config: cargo::config(root)?,
        has_xtask: exists(&root.join("xtask")),
        has_git: exists(&root.join(".git")),
        gitignore: optional(root, ".gitignore")?,
    })
}

/// Whether there is anything of that name, be it a dangling link.
pub(super) fn exists(path: &Utf8Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// The text of a file that may be missing.
fn optional(root: &Utf8Path, path: &str) -> Result<Option<String>, InitError> {
    match fs::read_to_string(root.join(path)) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(InitError::read(path, error)),
    }
}

impl Folder {
    /// The text of a file in it, if it can be read.
    fn read(&self, root: &Utf8Path, name: &str) -> Option<String> {
        self.files.iter().any(|file| file == name).then(|| fs::read_to_string(root.join(&self.path).join(name)).ok())?
    }
}
