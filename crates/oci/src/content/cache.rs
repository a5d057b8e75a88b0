//! Scans that are kept, so that a layer is read once in its life.

mod decode;
mod encode;

use super::scan::LayerScan;
use crate::digest::Hasher;
use crate::kept::KeptFiles;
use archwright_model::Digest;
use camino::{Utf8Path, Utf8PathBuf};
use std::io;

/// The version of the scanner and of the form in which scans are kept. It rises with every change of what is found in a layer.
pub const SCANNER: u32 = 3;

/// What a file of a scan begins with.
const MAGIC: &[u8; 8] = b"AWscan\r\n";
/// Magic, version, digest of the rest.
const HEADER: usize = 8 + 4 + 32;

/// A directory of scans, by the digests of their layers as they are stored. What is in it depends on nothing of this machine, so that
/// CI may carry it from job to job. Any number of processes may use it at once.
#[derive(Debug, Clone)]
pub struct ScanCache(KeptFiles);

impl ScanCache {
    /// What a directory is meant to hold by itself: some thousand layers.
    pub const LIMIT: u64 = 512 << 20;

    /// A directory, which need not be there, and how many bytes may lie in it: beyond them, what was not used for the longest time
    /// goes.
    pub fn new(directory: impl Into<Utf8PathBuf>, limit: u64) -> Self {
        Self(KeptFiles::new(directory.into(), limit))
    }

    /// The directory.
    pub fn directory(&self) -> &Utf8Path {
        self.0.directory()
    }

    /// The scan of a layer, if there is one of this scanner. A file that is broken is as good as none.
    pub fn load(&self, digest: &Digest) -> Option<LayerScan> {
        from_bytes(&self.0.read(&name(digest))?).filter(|scan| scan.digest == *digest)
    }

    /// Keeps a scan, and removes what is too much.
    ///
    /// # Errors
    /// The directory cannot be written to.
    pub fn store(&self, scan: &LayerScan) -> io::Result<()> {
        self.0.write(&name(&scan.digest), &to_bytes(scan)?)
    }
}

fn name(digest: &Digest) -> String {
    format!("{}-{}.scan", digest.algorithm(), digest.hex())
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
