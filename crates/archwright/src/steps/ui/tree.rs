//! A folder's files by relative path, read whole: a UI bundle is small.

use crate::{files, interrupted::Interrupted, runner::Interrupt};
use archwright_model::Digest;
use archwright_oci::digest::sha256;
use camino::{Utf8Path, Utf8PathBuf};
use sha2::{Digest as _, Sha256};
use std::{
    collections::BTreeMap,
    fs,
    io::{self, Read as _},
};

/// Files of a folder and their contents.
#[derive(Debug, Default)]
pub(super) struct Tree(BTreeMap<Utf8PathBuf, Vec<u8>>);

impl Tree {
    /// One file.
    pub(super) fn of_one(name: &str, contents: &str) -> Self {
        Self(BTreeMap::from([(name.into(), contents.into())]))
    }

    /// Every file below a folder.
    pub(super) fn read(root: &Utf8Path, interrupt: &Interrupt) -> io::Result<Self> {
        let mut files = BTreeMap::new();
        walk(root, &|_| false, &mut |relative, path| {
            Interrupted::check(interrupt)?;
            files.insert(relative, fs::read(path)?);
            Ok(())
        })?;
        Ok(Self(files))
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
    pub(super) fn write_to(&self, dir: &Utf8Path, interrupt: &Interrupt) -> io::Result<()> {
        self.0.iter().try_for_each(|(path, contents)| Interrupted::check(interrupt).and_then(|()| files::write(&dir.join(path), contents)))
    }
}

/// The digest of every file below a folder but those left out; nothing is kept in memory.
pub(super) fn digests_of(
    root: &Utf8Path,
    leave_out: &dyn Fn(&Utf8Path) -> bool,
    interrupt: &Interrupt,
) -> io::Result<BTreeMap<Utf8PathBuf, String>> {
    let mut digests = BTreeMap::new();
    walk(root, leave_out, &mut |relative, path| {
        digests.insert(relative, digest_of(path, interrupt)?);
        Ok(())
    })?;
    Ok(digests)
}

/// The digest of a file; it is not kept in memory.
pub(super) fn digest_of(path: &Utf8Path, interrupt: &Interrupt) -> io::Result<String> {
    let mut file = fs::File::open(path)?;
    let (mut hasher, mut buffer) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        Interrupted::check(interrupt)?;
        match file.read(&mut buffer)? {
            0 => return Ok(Digest::sha256(hasher.finalize().into()).to_string()),
            length => hasher.update(&buffer[..length]),
        }
    }
}

/// Hands every file over with its relative path; links are followed, but never back into where they are.
fn walk(
    root: &Utf8Path,
    leave_out: &dyn Fn(&Utf8Path) -> bool,
    take: &mut dyn FnMut(Utf8PathBuf, &Utf8Path) -> io::Result<()>,
) -> io::Result<()> {
    Walk { root, leave_out, take }.enter(root, &mut vec![root.canonicalize_utf8()?])
}

struct Walk<'a> {
    root: &'a Utf8Path,
    leave_out: &'a dyn Fn(&Utf8Path) -> bool,
    take: &'a mut dyn FnMut(Utf8PathBuf, &Utf8Path) -> io::Result<()>,
}

impl Walk<'_> {
    /// `real` holds where we really are: the root, and each folder that a link on the way here led to.
    fn enter(&mut self, dir: &Utf8Path, real: &mut Vec<Utf8PathBuf>) -> io::Result<()> {
        for entry in dir.read_dir_utf8()? {
            let entry = entry?;
            let path = entry.path();
            if (self.leave_out)(path) {
                continue;
            }
            let kind = entry.file_type()?;
            if kind.is_dir() {
                self.enter(path, real)?;
            } else if path.is_file() {
                (self.take)(path.strip_prefix(self.root).unwrap_or(path).to_owned(), path)?;
            } else if kind.is_symlink() && path.is_dir() {
                let there = path.canonicalize_utf8()?;
                let here = dir.canonicalize_utf8()?;
                if here.starts_with(&there) || real.iter().any(|folder| folder.starts_with(&there)) {
                    continue;
                }
                real.push(there);
                self.enter(path, real)?;
                real.pop();
            }
        }
        Ok(())
    }
}

/// A text's digest.
pub(super) fn digest(contents: &[u8]) -> String {
    sha256(contents).to_string()
}

#[cfg(test)]
mod tests {
    use super::{Interrupt, Interrupted, Tree, digests_of};
    use camino::Utf8Path;

    #[test]
    fn a_run_that_is_asked_to_stop_reads_and_writes_no_more() {
        let dir = tempfile::tempdir().unwrap();
        let dir = Utf8Path::from_path(dir.path()).unwrap();
        let (tree, interrupt) = (Tree::of_one("index.html", "x"), Interrupt::default());
        tree.write_to(dir, &interrupt).unwrap();
        assert_eq!(digests_of(dir, &|_| false, &interrupt).unwrap(), tree.digests());

        interrupt.raise();
        let errors = [
            digests_of(dir, &|_| false, &interrupt).unwrap_err(),
            Tree::read(dir, &interrupt).unwrap_err(),
            tree.write_to(&dir.join("copy"), &interrupt).unwrap_err(),
        ];
        assert!(errors.iter().all(Interrupted::is_in), "{errors:?}");
        assert!(!dir.join("copy").exists());
        assert_eq!(crate::StepError::file(dir, &errors[0]).exit(), archwright_model::ExitKind::Interrupted);
    }
}
