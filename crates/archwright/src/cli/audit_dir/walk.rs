//! The files of a repository, as far as people write them.

use super::gitignore::GitIgnore;
use crate::cli::Fault;
use archwright_model::ExitKind;
use camino::{Utf8Path, Utf8PathBuf};

/// Deeper folders and more entries than these are not looked at.
const DEPTH: usize = 16;
const MOST: usize = 100_000;
/// Folders whose contents are made or fetched.
const SKIPPED: [&str; 8] = [".git", "node_modules", "target", ".venv", "venv", "__pycache__", ".terraform", ".hg"];

/// What was found.
pub(super) struct Walked {
    /// Relative to the folder, sorted.
    pub(super) files: Vec<Utf8PathBuf>,
    /// Whether there was more.
    pub(super) cut: bool,
}

/// All files below a folder but those that Git ignores; links are not followed.
pub(super) fn walk(root: &Utf8Path) -> Result<Walked, Fault> {
    root.read_dir_utf8().map_err(|error| Fault::new(ExitKind::Machine, format!("cannot read {root}: {error}")))?;
    let mut walked = Walked { files: Vec::new(), cut: false };
    let mut seen = 0;
    let mut open = vec![(Utf8PathBuf::new(), 0_usize, GitIgnore::default())];
    while let Some((folder, depth, above)) = open.pop() {
        let ignored = above.and(&root.join(&folder), &folder);
        let Ok(entries) = root.join(&folder).read_dir_utf8() else { continue };
        for entry in entries.flatten() {
            seen += 1;
            if seen > MOST {
                walked.cut = true;
                break;
            }
            let (name, path) = (entry.file_name(), folder.join(entry.file_name()));
            let Ok(kind) = entry.file_type() else { continue };
            if ignored.ignores(&path) || (kind.is_dir() && SKIPPED.contains(&name)) {
                continue;
            }
            if kind.is_file() {
                walked.files.push(path);
            } else if kind.is_dir() && depth < DEPTH {
                open.push((path, depth + 1, ignored.clone()));
            } else if kind.is_dir() {
                walked.cut = true;
            }
        }
    }
    walked.files.sort();
    Ok(walked)
}
