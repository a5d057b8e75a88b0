//! Scans that are kept, so that a layer is read once in its life.

mod decode;
mod encode;

use super::scan::LayerScan;
use crate::digest::Hasher;
use crate::layout::files::put;
use archwright_model::Digest;
use camino::{Utf8Path, Utf8PathBuf};
use std::fs::{self, File};
use std::io;
use std::time::{Duration, SystemTime};

/// The version of the scanner and of the form in which scans are kept. It rises with every change of what is found in a layer.
pub const SCANNER: u32 = 3;

/// What a file of a scan begins with.
const MAGIC: &[u8; 8] = b"AWscan\r\n";
/// Magic, version, digest of the rest.
const HEADER: usize = 8 + 4 + 32;
/// How exact the age of a scan is: it is written anew on a use, but not on every one.
const AGE: Duration = Duration::from_secs(60 * 60);
/// A file that is being written is not older than this.
const LEFT_BEHIND: Duration = Duration::from_secs(24 * 60 * 60);

/// A directory of scans, by the digests of their layers as they are stored. What is in it depends on nothing of this machine, so that
/// CI may carry it from job to job. Any number of processes may use it at once.
#[derive(Debug, Clone)]
pub struct ScanCache {
    directory: Utf8PathBuf,
    limit: u64,
}

impl ScanCache {
    /// What a directory is meant to hold by itself: some thousand layers.
    pub const LIMIT: u64 = 512 << 20;

    /// A directory, which need not be there, and how many bytes may lie in it: beyond them, what was not used for the longest time
    /// goes.
    pub fn new(directory: impl Into<Utf8PathBuf>, limit: u64) -> Self {
        Self { directory: directory.into(), limit }
    }

    /// The directory.
    pub fn directory(&self) -> &Utf8Path {
        &self.directory
    }

    /// The scan of a layer, if there is one of this scanner. A file that is broken is as good as none.
    pub fn load(&self, digest: &Digest) -> Option<LayerScan> {
        let path = self.path(digest);
        let bytes = fs::read(&path).ok()?;
        let scan = from_bytes(&bytes)?;
        if scan.digest != *digest {
            return None;
        }
        touch(&path);
        Some(scan)
    }

    /// Keeps a scan, and removes what is too much.
    ///
    /// # Errors
    /// The directory cannot be written to.
    pub fn store(&self, scan: &LayerScan) -> io::Result<()> {
        let bytes = to_bytes(scan)?;
        fs::create_dir_all(&self.directory)?;
        put(&self.path(&scan.digest), &bytes)?;
        self.trim()
    }

    fn path(&self, digest: &Digest) -> Utf8PathBuf {
        self.directory.join(format!("{}-{}.scan", digest.algorithm(), digest.hex()))
    }

    /// Removes what was used longest ago, until the rest fits.
    fn trim(&self) -> io::Result<()> {
        let now = SystemTime::now();
        let mut kept = Vec::new();
        for file in self.directory.read_dir_utf8()? {
            let file = file?;
            // Another process may have removed it.
            let Ok(metadata) = file.metadata() else { continue };
            let Ok(modified) = metadata.modified() else { continue };
            match file.path().extension() {
                Some("scan") => kept.push((modified, metadata.len(), file.into_path())),
                Some("part") if now.duration_since(modified).is_ok_and(|age| age > LEFT_BEHIND) => drop(fs::remove_file(file.path())),
                _ => {}
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

/// Notes that a scan was used.
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

/// A scan as a file of the cache.
///
/// # Errors
/// Facts that have no form in JSON: none are known.
pub fn to_bytes(scan: &LayerScan) -> io::Result<Vec<u8>> {
    let body = encode::scan(scan)?;
    Ok([MAGIC.as_slice(), &SCANNER.to_le_bytes(), &hash(&body), &body].concat())
}

/// The scan in a file of the cache; `None` if it is of another scanner, or broken.
pub fn from_bytes(bytes: &[u8]) -> Option<LayerScan> {
    let (header, body) = bytes.split_at_checked(HEADER)?;
    let rest = header.strip_prefix(MAGIC)?.strip_prefix(&SCANNER.to_le_bytes())?;
    if rest == hash(body) { decode::scan(body) } else { None }
}

fn hash(bytes: &[u8]) -> Vec<u8> {
    let mut hasher = Hasher::sha256();
    hasher.update(bytes);
    hasher.bytes()
}
