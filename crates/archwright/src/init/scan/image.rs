//! Dockerfiles, each with the context that it seems to be written for.

use super::{
    dockerfile::{self, Taken},
    walk::Folder,
};
use archwright_plan::dockerfile::is_dockerfile;
use camino::{Utf8Path, Utf8PathBuf};

/// A Dockerfile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DockerImage {
    /// The file.
    pub dockerfile: Utf8PathBuf,
    /// The folder at or above it that holds the most of what it copies; empty for the repository.
    pub context: Utf8PathBuf,
    /// What it copies from other images, stages and named contexts.
    pub from: Vec<String>,
    /// The image that its last stage stands on.
    pub base: Option<String>,
}

pub(super) fn find(root: &Utf8Path, folders: &[Folder]) -> Vec<DockerImage> {
    let mut images = Vec::new();
    for folder in folders {
        for name in folder.files.iter().filter(|name| is_dockerfile(name)) {
            let Some(text) = folder.read(root, name) else { continue };
            let taken = dockerfile::read(&text);
            let context = context(root, folders, folder, &taken);
            images.push(DockerImage { dockerfile: folder.path.join(name), context, from: taken.from, base: taken.base });
        }
    }
    images
}

/// Of the Dockerfile's folder and those above it, the nearest with the most sources.
fn context(root: &Utf8Path, folders: &[Folder], folder: &Folder, taken: &Taken) -> Utf8PathBuf {
    let holds = |candidate: &Utf8Path, source: &str| {
        if source.is_empty() { holds_more(folders, candidate) } else { super::exists(&root.join(candidate).join(source)) }
    };
    let count = |candidate: &Utf8Path| taken.sources.iter().filter(|source| holds(candidate, source)).count();
    let mut best = (count(&folder.path), folder.path.as_path());
    for candidate in folder.path.ancestors().skip(1) {
        let count = count(candidate);
        if count > best.0 {
            best = (count, candidate);
        }
    }
    let nothing_found = best.0 == 0 && !taken.sources.is_empty();
    if nothing_found && !holds_more(folders, &folder.path) { Utf8PathBuf::new() } else { best.1.to_owned() }
}

/// Whether there is anything but Dockerfiles in or below a folder; if not, it is no context for `COPY . .`.
fn holds_more(folders: &[Folder], candidate: &Utf8Path) -> bool {
    let other = |name: &String| !is_dockerfile(name) && !name.ends_with(".dockerignore");
    folders.iter().any(|folder| folder.path.starts_with(candidate) && folder.files.iter().any(other))
}
