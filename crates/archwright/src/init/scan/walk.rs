//! The folders of a repository that may hold something to build.

use crate::init::InitError;
use camino::{Utf8Path, Utf8PathBuf};

/// How many folders deep is looked.
const DEPTH: usize = 4;

/// Folders whose contents are made, fetched, or there for tests. Those that start with a dot are skipped too.
const SKIPPED: [&str; 12] =
    ["target", "node_modules", "dist", "vendor", "xtask", "examples", "tests", "test", "testdata", "fixtures", "benches", "fuzz"];

/// One folder and the names of its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Folder {
    /// Relative to the repository, empty for its root.
    pub(super) path: Utf8PathBuf,
    /// Names, sorted.
    pub(super) files: Vec<String>,
}

/// The folders, parents first, sorted. Links are not followed; what cannot be read below the root is left out, and so is
/// a folder that is an archwright project of its own.
pub(super) fn folders(root: &Utf8Path) -> Result<Vec<Folder>, InitError> {
    let mut found = Vec::new();
    let (files, below) = list(root).map_err(|error| InitError::read(".", error))?;
    found.push(Folder { path: Utf8PathBuf::new(), files });
    descend(root, Utf8Path::new(""), below, 1, &mut found);
    Ok(found)
}

fn descend(root: &Utf8Path, parent: &Utf8Path, names: Vec<String>, depth: usize, found: &mut Vec<Folder>) {
    for name in names {
        let path = parent.join(&name);
        if depth > DEPTH || name.starts_with('.') || SKIPPED.contains(&name.as_str()) {
            continue;
        }
        let Ok((files, below)) = list(&root.join(&path)) else { continue };
        if files.iter().any(|file| file == "archwright.toml") {
            continue;
        }
        found.push(Folder { path: path.clone(), files });
        descend(root, &path, below, depth + 1, found);
    }
}

/// The names of files and of folders in a folder; those that are not UTF-8 are left out.
pub(super) fn list(folder: &Utf8Path) -> std::io::Result<(Vec<String>, Vec<String>)> {
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    for entry in folder.read_dir_utf8()? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_file() {
            files.push(entry.file_name().to_owned());
        } else if kind.is_dir() {
            folders.push(entry.file_name().to_owned());
        }
    }
    files.sort();
    folders.sort();
    Ok((files, folders))
}
