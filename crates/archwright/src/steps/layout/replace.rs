//! One folder in the place of another, also where that takes two steps and a run may end between them.

use camino::{Utf8Path, Utf8PathBuf};
use rustix::{
    fs::{CWD, RenameFlags, renameat_with},
    io::Errno,
};
use std::{fs, io};

/// Where a folder really is: a link stays, and what it leads to is replaced.
pub(super) fn real(dir: &Utf8Path) -> Utf8PathBuf {
    dir.canonicalize_utf8().unwrap_or_else(|_| match (dir.parent(), dir.read_link_utf8()) {
        (Some(parent), Ok(to)) => parent.join(to),
        (None, _) | (_, Err(_)) => dir.to_owned(),
    })
}

/// Renames a folder onto another; the other one is gone afterwards.
pub(super) fn replace(from: &Utf8Path, to: &Utf8Path) -> io::Result<()> {
    match fs::rename(from, to) {
        // It holds a layout: the two change places in one step, so that at any time one of them is there.
        Err(error) if matches!(error.kind(), io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::AlreadyExists) => {
            match renameat_with(CWD, from.as_std_path(), CWD, to.as_std_path(), RenameFlags::EXCHANGE) {
                Ok(()) => fs::remove_dir_all(from),
                Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => in_two_steps(from, to),
                Err(error) => Err(error.into()),
            }
        }
        result => result,
    }
}

/// For file systems that cannot exchange.
fn in_two_steps(from: &Utf8Path, to: &Utf8Path) -> io::Result<()> {
    let old = old(to);
    fs::rename(to, &old).map_err(|error| io::Error::new(error.kind(), format!("cannot be moved to `{old}`: {error}")))?;
    if let Err(error) = fs::rename(from, to) {
        return fs::rename(&old, to).and(Err(error));
    }
    remove(&old)
}

/// Mends what a run left that ended between the two steps: a layout of ours beside its place goes back to it, or away if a newer one
/// is there.
pub(super) fn settle(dir: &Utf8Path, is_ours: impl Fn(&Utf8Path) -> bool) -> io::Result<()> {
    let old = old(dir);
    if fs::remove_dir(&old).is_ok() || !is_ours(&old) {
        return Ok(());
    }
    if dir.exists() { remove(&old) } else { fs::rename(&old, dir) }
}

fn old(dir: &Utf8Path) -> Utf8PathBuf {
    Utf8PathBuf::from(format!("{dir}.archwright-old"))
}

/// Removes a layout, its index last: as long as anything of it is there, it is known whose it is.
fn remove(layout: &Utf8Path) -> io::Result<()> {
    for entry in layout.read_dir_utf8()? {
        let entry = entry?;
        if entry.file_name() == "index.json" {
            continue;
        }
        if entry.file_type()?.is_dir() { fs::remove_dir_all(entry.path())? } else { fs::remove_file(entry.path())? }
    }
    fs::remove_dir_all(layout)
}

#[cfg(test)]
mod tests {
    use super::{in_two_steps, old, real, settle};
    use camino::{Utf8Path, Utf8PathBuf};
    use std::fs;

    fn layout(dir: &Utf8Path, text: &str) {
        fs::create_dir_all(dir.join("blobs/sha256")).unwrap();
        fs::write(dir.join("index.json"), text).unwrap();
    }

    fn held(dir: &Utf8Path) -> Option<String> {
        fs::read_to_string(dir.join("index.json")).ok()
    }

    fn folder() -> (tempfile::TempDir, Utf8PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = Utf8PathBuf::from_path_buf(dir.path().to_owned()).unwrap().join("out");
        (dir, path)
    }

    #[test]
    fn a_run_that_ended_after_either_step_is_mended() {
        // After the first: the layout is beside its place.
        let (_kept, out) = folder();
        layout(&old(&out), "1");
        settle(&out, |_| true).unwrap();
        assert_eq!((held(&out).as_deref(), old(&out).exists()), (Some("1"), false));
        // After the second: it is replaced, and not yet away; its index is there to the last.
        layout(&old(&out), "1");
        fs::write(out.join("index.json"), "2").unwrap();
        settle(&out, |_| true).unwrap();
        assert_eq!((held(&out).as_deref(), old(&out).exists()), (Some("2"), false));
        fs::create_dir(old(&out)).unwrap();
        settle(&out, |_| false).unwrap();
        assert!(!old(&out).exists());
        // And the next one has room.
        let staged = out.with_file_name("staged");
        layout(&staged, "3");
        in_two_steps(&staged, &out).unwrap();
        assert_eq!((held(&out).as_deref(), old(&out).exists()), (Some("3"), false));
    }

    #[test]
    fn what_is_not_ours_stays_and_is_named() {
        let (_kept, out) = folder();
        layout(&old(&out), "somebody's");
        layout(&out, "1");
        settle(&out, |_| false).unwrap();
        let error = in_two_steps(&out.with_file_name("staged"), &out).unwrap_err();
        assert!(error.to_string().contains("out.archwright-old`"), "{error}");
        assert_eq!((held(&old(&out)).as_deref(), held(&out).as_deref()), (Some("somebody's"), Some("1")));
    }

    #[test]
    fn a_link_to_a_folder_that_was_moved_away_is_still_followed() {
        let (_kept, out) = folder();
        std::os::unix::fs::symlink("elsewhere", &out).unwrap();
        assert_eq!(real(&out), out.with_file_name("elsewhere"));
    }
}
