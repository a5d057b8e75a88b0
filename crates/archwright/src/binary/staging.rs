//! From a file that may change at any time to the folder that a platform's images take it from: copied, and the copy looked at, so
//! that no image is offered anything else than what was judged.

use super::look::{Linkage, WrongBinary, look_at_copy};
use crate::{StepError, files};
use archwright_model::Platform;
use camino::{Utf8Path, Utf8PathBuf};
use std::{
    fs::{self, File, Permissions},
    io::{self, Read as _, Write as _},
    os::unix::fs::PermissionsExt as _,
};
use tempfile::NamedTempFile;

/// A copy of an executable that was looked at, beside the folder that it goes to.
#[derive(Debug)]
pub(crate) struct CheckedBinary {
    copy: NamedTempFile,
    linkage: Linkage,
    /// The folder that holds this platform's binary and nothing else.
    dir: Utf8PathBuf,
}

/// Why a file could not be copied and looked at.
#[derive(Debug)]
pub(crate) enum Unchecked {
    /// It is not what it should be.
    Wrong(WrongBinary),
    /// Its copy could not be written.
    Disk(StepError),
}

impl CheckedBinary {
    /// Copies a file to where it can move into that folder in one rename, and looks at the copy.
    pub(crate) fn copy(platform: Platform, path: &Utf8Path, dir: &Utf8Path) -> Result<Self, Unchecked> {
        let unreadable = |error: io::Error| Unchecked::Wrong(WrongBinary::unreadable(path, &error));
        let beside = dir.parent().unwrap_or(dir);
        let full = |error: io::Error| Unchecked::Disk(StepError::file(beside, &error));
        let mut source = File::open(path).map_err(unreadable)?;
        fs::create_dir_all(beside).map_err(full)?;
        let mut builder = tempfile::Builder::new();
        let mut copy = builder.prefix(".binary-").permissions(Permissions::from_mode(0o755)).tempfile_in(beside).map_err(full)?;
        let mut part = vec![0; 1 << 20];
        loop {
            match source.read(&mut part).map_err(unreadable)? {
                0 => break,
                length => copy.write_all(&part[..length]).map_err(full)?,
            }
        }
        let at = Utf8Path::from_path(copy.path()).unwrap_or(path);
        let linkage = look_at_copy(platform, at, path).map_err(Unchecked::Wrong)?;
        Ok(Self { copy, linkage, dir: dir.to_owned() })
    }

    /// Whether it runs without a loader.
    pub(crate) fn linkage(&self) -> Linkage {
        self.linkage
    }

    /// Puts it where its platform's images take it from; whether it was there already.
    pub(crate) fn put(self, staged: &Utf8Path) -> Result<bool, StepError> {
        let dir = self.dir.clone();
        put_all(vec![(self, staged.to_owned())], &dir)
    }
}

/// Puts binaries, and nothing else, into the folder that their platform's images take them from; whether they were there already.
pub(crate) fn put_all(binaries: Vec<(CheckedBinary, Utf8PathBuf)>, dir: &Utf8Path) -> Result<bool, StepError> {
    let mut there = Vec::new();
    files_below(dir, &mut there);
    there.sort();
    let mut wanted: Vec<_> = binaries.iter().map(|(_, staged)| staged.clone()).collect();
    wanted.sort();
    if there == wanted && binaries.iter().all(|(binary, staged)| is_same(&binary.copy, staged)) {
        return Ok(true);
    }
    files::fresh_dir(dir).map_err(|error| StepError::file(dir, &error))?;
    for (CheckedBinary { copy, .. }, staged) in binaries {
        let move_there = || {
            fs::create_dir_all(staged.parent().unwrap_or(dir))?;
            copy.persist(&staged).map_err(|error| error.error)
        };
        move_there().map_err(|error| StepError::file(&staged, &error))?;
    }
    Ok(false)
}

/// Every file below a folder; what cannot be read has none.
fn files_below(dir: &Utf8Path, files: &mut Vec<Utf8PathBuf>) {
    for entry in dir.read_dir_utf8().into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => files_below(entry.path(), files),
            _ => files.push(entry.into_path()),
        }
    }
}

/// Whether a file has the same bytes.
fn is_same(copy: &NamedTempFile, staged: &Utf8Path) -> bool {
    let length = |file: &File| file.metadata().map(|metadata| metadata.len());
    let same = || {
        let (mut ours, mut theirs) = (copy.reopen()?, File::open(staged)?);
        if length(&ours)? != length(&theirs)? {
            return Ok(false);
        }
        let (mut a, mut b) = (vec![0; 1 << 20], vec![0; 1 << 20]);
        loop {
            let read = ours.read(&mut a)?;
            theirs.read_exact(&mut b[..read])?;
            if read == 0 || a[..read] != b[..read] {
                return Ok::<_, io::Error>(read == 0);
            }
        }
    };
    same().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "a binary that is read once";

    #[test]
    fn what_was_judged_is_staged_whatever_becomes_of_the_file() {
        let (folder, root) = folder();
        let (source, dir) = (root.join("tool"), root.join("staged/linux-amd64"));
        let staged = dir.join("linux/amd64/tool");
        let ours = fs::read(std::env::current_exe().unwrap()).unwrap();
        fs::write(&source, &ours).unwrap();
        let checked = CheckedBinary::copy(host(), &source, &dir).unwrap();
        fs::write(&source, SOURCE).unwrap();
        assert!(!checked.put(&staged).unwrap(), "it is new");
        assert!(fs::read(&staged).unwrap() == ours, "something else was staged than was looked at");
        assert_eq!(fs::metadata(&staged).unwrap().permissions().mode() & 0o777, 0o755);

        assert!(matches!(CheckedBinary::copy(host(), &source, &dir), Err(Unchecked::Wrong(_))), "it is text by now");
        fs::write(&source, &ours).unwrap();
        assert!(CheckedBinary::copy(host(), &source, &dir).unwrap().put(&staged).unwrap(), "it is there");
        let left: Vec<_> = fs::read_dir(root.join("staged")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["linux-amd64"], "copies are left behind");
        drop(folder);
    }

    #[test]
    fn one_byte_makes_another_file() {
        let (_folder, root) = folder();
        let staged = root.join("staged");
        let mut copy = NamedTempFile::new_in(&root).unwrap();
        copy.write_all(SOURCE.as_bytes()).unwrap();
        for (there, same) in [(SOURCE, true), (&SOURCE[1..], false), ("a binary that is read twic", false)] {
            fs::write(&staged, there).unwrap();
            assert_eq!(is_same(&copy, &staged), same, "{there}");
        }
        assert!(!is_same(&copy, &root.join("nobody")));
    }

    #[test]
    fn a_binary_that_is_no_longer_built_goes() {
        let (_folder, root) = folder();
        let dir = root.join("staged/linux-amd64");
        let ours = Utf8PathBuf::from_path_buf(std::env::current_exe().unwrap()).unwrap();
        let put = |names: &[&str]| {
            let one = |name: &&str| (CheckedBinary::copy(host(), &ours, &dir).unwrap(), dir.join("linux/amd64").join(name));
            put_all(names.iter().map(one).collect(), &dir).unwrap()
        };
        assert!(!put(&["broker", "agent"]), "they are new");
        assert!(put(&["agent", "broker"]), "they are there");
        assert!(!put(&["agent"]), "one is too many");
        let mut left = Vec::new();
        files_below(&dir, &mut left);
        assert_eq!(left, [dir.join("linux/amd64/agent")]);
    }

    fn folder() -> (tempfile::TempDir, Utf8PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8PathBuf::from_path_buf(folder.path().to_owned()).unwrap();
        (folder, root)
    }

    fn host() -> Platform {
        format!("linux/{}", std::env::consts::ARCH).parse().unwrap()
    }
}
