//! A folder's files by relative path, read whole: a UI bundle is small.

use crate::files;
use archwright_model::Digest;
use camino::{Utf8Path, Utf8PathBuf};
use sha2::{Digest as _, Sha256};
use std::{collections::BTreeMap, fs, io};

/// Files of a folder and their contents.
#[derive(Debug, Default)]
pub(super) struct Tree(BTreeMap<Utf8PathBuf, Vec<u8>>);

impl Tree {
    /// One file.
    pub(super) fn of_one(name: &str, contents: &str) -> Self {
        Self(BTreeMap::from([(name.into(), contents.into())]))
    }

    /// Every file below a folder but those left out; links are followed to files.
    pub(super) fn read(root: &Utf8Path, leave_out: &dyn Fn(&Utf8Path) -> bool) -> io::Result<Self> {
        let mut tree = Self::default();
        tree.read_dir(root, root, leave_out)?;
        Ok(tree)
    }

    fn read_dir(&mut self, root: &Utf8Path, dir: &Utf8Path, leave_out: &dyn Fn(&Utf8Path) -> bool) -> io::Result<()> {
        for entry in dir.read_dir_utf8()? {
            let entry = entry?;
            let path = entry.path();
            if leave_out(path) {
                continue;
            }
            if entry.file_type()?.is_dir() {
                self.read_dir(root, path, leave_out)?;
            } else if path.is_file() {
                let relative = path.strip_prefix(root).unwrap_or(path);
                self.0.insert(relative.to_owned(), fs::read(path)?);
            }
        }
        Ok(())
    }

    /// How many files.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Each file's digest.
    pub(super) fn digests(&self) -> BTreeMap<Utf8PathBuf, String> {
        self.0.iter().map(|(path, contents)| (path.clone(), digest(contents))).collect()
    }

    /// Writes every file below a folder.
    pub(super) fn write_to(&self, dir: &Utf8Path) -> io::Result<()> {
        self.0.iter().try_for_each(|(path, contents)| files::write(&dir.join(path), contents))
    }
}

/// A text's digest.
pub(super) fn digest(contents: &[u8]) -> String {
    Digest::sha256(Sha256::digest(contents).into()).to_string()
}
