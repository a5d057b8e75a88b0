//! Single files of a layout.

use super::LayoutError;
use super::cancel::Cancel;
use crate::ContentError;
use camino::{Utf8Path, Utf8PathBuf};
use std::fs;
use std::io::{self, ErrorKind, Read};
use std::sync::atomic::{AtomicU64, Ordering};

/// The content of a file of at most `limit` bytes; `None` if it is not there.
pub(super) fn read(path: &Utf8Path, limit: u64, cancel: &Cancel) -> Result<Option<Vec<u8>>, LayoutError> {
    let fail = |error| LayoutError::io("read", path, error);
    let file = match fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(fail(error)),
    };
    let mut bytes = Vec::new();
    cancel.watch(file).take(limit + 1).read_to_end(&mut bytes).map_err(fail)?;
    if bytes.len() as u64 > limit {
        return Err(LayoutError::content(path, ContentError::new("file", format!("it has more than {limit} bytes"))));
    }
    Ok(Some(bytes))
}

/// Writes a file beside its place and moves it there, so that a reader sees all of it or nothing.
pub(super) fn write(path: &Utf8Path, bytes: &[u8]) -> Result<(), LayoutError> {
    put(path, bytes).map_err(|error| LayoutError::io("write", path, error))
}

/// The same, for what lies in no layout: the caches.
pub(crate) fn put(path: &Utf8Path, bytes: &[u8]) -> io::Result<()> {
    let staged = staged(path);
    // Half a file helps nobody.
    fs::write(&staged, bytes).and_then(|()| fs::rename(&staged, path)).inspect_err(|_| drop(fs::remove_file(&staged)))
}

/// Links a file to a second place, or copies it where the file system cannot.
pub(super) fn link(from: &Utf8Path, to: &Utf8Path, cancel: &Cancel) -> Result<(), LayoutError> {
    if fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    let staged = staged(to);
    copy(from, &staged, cancel).map_err(|error| {
        // Half a blob helps nobody; why it is half counts more than whether it goes away.
        drop(fs::remove_file(&staged));
        LayoutError::io("copy", from, error)
    })?;
    fs::rename(&staged, to).map_err(|error| LayoutError::io("write", to, error))
}

fn copy(from: &Utf8Path, to: &Utf8Path, cancel: &Cancel) -> io::Result<u64> {
    io::copy(&mut cancel.watch(fs::File::open(from)?), &mut fs::File::create(to)?)
}

/// A name beside the file that no other thread or process writes to.
fn staged(path: &Utf8Path) -> Utf8PathBuf {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    path.with_extension(format!("{}-{}.part", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)))
}
