//! A directory of files that can be made again, within a limit.

use crate::layout::files::put;
use camino::{Utf8Path, Utf8PathBuf};
use std::fs::{self, File};
use std::io;
use std::time::{Duration, SystemTime};

/// How exact the age of a file is: it is written anew on a use, but not on every one.
const AGE: Duration = Duration::from_secs(60 * 60);
/// A file that is being written is not older than this.
const LEFT_BEHIND: Duration = Duration::from_secs(24 * 60 * 60);

/// The directory, which need not be there, and how many bytes may lie in it: beyond them, what was not used for the longest time goes.
/// Any number of processes may use it at once.
#[derive(Debug, Clone)]
pub(crate) struct KeptFiles {
    directory: Utf8PathBuf,
    limit: u64,
}

impl KeptFiles {
    pub(crate) fn new(directory: Utf8PathBuf, limit: u64) -> Self {
        Self { directory, limit }
    }

    pub(crate) fn directory(&self) -> &Utf8Path {
        &self.directory
    }

    /// A file that is there, which counts as a use of it.
    pub(crate) fn read(&self, name: &str) -> Option<Vec<u8>> {
        let path = self.directory.join(name);
        let bytes = fs::read(&path).ok()?;
        touch(&path);
        Some(bytes)
    }

    /// Writes a file, and removes what is too much.
    ///
    /// # Errors
    /// The directory cannot be written to.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.directory)?;
        put(&self.directory.join(name), bytes)?;
        self.trim()
    }

    fn trim(&self) -> io::Result<()> {
        let now = SystemTime::now();
        let mut kept = Vec::new();
        for file in self.directory.read_dir_utf8()? {
            let file = file?;
            // Another process may have removed it.
            let Ok(metadata) = file.metadata() else { continue };
            let Ok(modified) = metadata.modified() else { continue };
            if file.path().extension() != Some("part") {
                kept.push((modified, metadata.len(), file.into_path()));
            } else if now.duration_since(modified).is_ok_and(|age| age > LEFT_BEHIND) {
                drop(fs::remove_file(file.path()));
            }
        }
        let mut total: u64 = kept.iter().map(|(_, size, _)| size).sum();
        kept.sort();
        for (_, size, path) in kept {
            if total <= self.limit {
                break;
            }
            drop(fs::remove_file(path));
            total -= size;
        }
        Ok(())
    }
}

/// Notes that a file was used.
fn touch(path: &Utf8Path) {
    let now = SystemTime::now();
    let age = |modified| now.duration_since(modified).unwrap_or(Duration::MAX);
    if let Ok(modified) = fs::metadata(path).and_then(|metadata| metadata.modified())
        && age(modified) > AGE
    {
        // Who may not write there has no say in what stays.
        drop(File::open(path).and_then(|file| file.set_modified(now)));
    }
}
