//! Writing a draft: each file whole or not at all, and nothing over what is there.

use super::{Draft, How, InitError, NewFile, scan};
use crate::files;
use camino::{Utf8Path, Utf8PathBuf};
use std::{fs, io, os::unix::fs::PermissionsExt as _};

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Relative to the repository.
    pub path: Utf8PathBuf,
    /// Whether it is new; otherwise it got lines added.
    pub created: bool,
}

/// Writes a draft. Anything that is in the way is told before the first file is written.
pub fn apply(root: &Utf8Path, draft: &Draft) -> Result<Vec<Written>, InitError> {
    draft.files.iter().try_for_each(|file| check(root, file))?;
    let mut written = Vec::new();
    for file in &draft.files {
        write(root, file)?;
        written.push(Written { path: file.path.clone(), created: file.how == How::Create });
    }
    Ok(written)
}

fn check(root: &Utf8Path, file: &NewFile) -> Result<(), InitError> {
    let path = root.join(&file.path);
    match &file.how {
        How::Create if scan::exists(&path) => Err(InitError::exists(&file.path)),
        How::Create => Ok(()),
        How::Add { to } => match fs::read_to_string(&path) {
            Ok(there) if there == *to => Ok(()),
            Ok(_) => Err(InitError::changed(&file.path)),
            Err(error) => Err(InitError::read(&file.path, error)),
        },
    }
}

fn write(root: &Utf8Path, file: &NewFile) -> Result<(), InitError> {
    let path = root.join(&file.path);
    match &file.how {
        How::Create => {
            files::staged(&path, file.contents.as_bytes(), 0o644).and_then(|staged| Ok(staged.persist_noclobber(&path).map(drop)?))
        }
        // The target of a link is written, not the link; permissions stay.
        How::Add { .. } => path.canonicalize_utf8().and_then(|path| {
            let mode = path.metadata()?.permissions().mode();
            Ok(files::staged(&path, file.contents.as_bytes(), mode)?.persist(&path).map(drop)?)
        }),
    }
    .map_err(|error| {
        if error.kind() == io::ErrorKind::AlreadyExists { InitError::exists(&file.path) } else { InitError::write(&file.path, error) }
    })
}
