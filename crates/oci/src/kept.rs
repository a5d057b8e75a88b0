//! Small documents that are kept: configs, manifests and statements never change under their digest, so each is fetched once.

mod files;

pub(crate) use files::KeptFiles;

use crate::source::{BlobInfo, ImageSource, SourceError, sealed::Sealed};
use crate::{Document, digest};
use archwright_model::Digest;
use camino::{Utf8Path, Utf8PathBuf};
use std::io::Read;

/// A directory of documents by digest. Any number of processes may use it at once; what is broken in it is as good as not there.
#[derive(Debug, Clone)]
pub struct DocumentCache(KeptFiles);

impl DocumentCache {
    /// What a directory is meant to hold by itself: some ten thousand documents.
    pub const LIMIT: u64 = 64 << 20;

    /// A directory, which need not be there, and how many bytes may lie in it: beyond them, what was not used for the longest time
    /// goes.
    pub fn new(directory: impl Into<Utf8PathBuf>, limit: u64) -> Self {
        Self(KeptFiles::new(directory.into(), limit))
    }

    /// The directory.
    pub fn directory(&self) -> &Utf8Path {
        self.0.directory()
    }

    /// The document of a digest, if it is there and whole.
    pub fn load(&self, expected: &Digest) -> Option<Vec<u8>> {
        let bytes = self.0.read(&name(expected))?;
        digest::check(&bytes, expected).ok().map(|()| bytes)
    }

    /// Keeps a document, and removes what is too much. One that cannot be kept is fetched again the next time, which is no fault.
    pub fn store(&self, digest: &Digest, bytes: &[u8]) {
        drop(self.0.write(&name(digest), bytes));
    }
}

fn name(digest: &Digest) -> String {
    format!("{}-{}", digest.algorithm(), digest.hex())
}

/// A source whose small blobs are kept: of one that is kept, the source is only asked whether it still has it.
pub struct KeptSource<'a> {
    source: &'a dyn ImageSource,
    cache: &'a DocumentCache,
}

impl<'a> KeptSource<'a> {
    /// A source, and where its documents are kept.
    pub fn new(source: &'a dyn ImageSource, cache: &'a DocumentCache) -> Self {
        Self { source, cache }
    }
}

impl Sealed for KeptSource<'_> {}

impl ImageSource for KeptSource<'_> {
    fn name(&self) -> String {
        self.source.name()
    }

    fn manifest(&self, digest: &Digest) -> Result<Option<Document>, SourceError> {
        self.source.manifest(digest)
    }

    fn small_blob(&self, digest: &Digest, limit: u64) -> Result<Option<Vec<u8>>, SourceError> {
        if let Some(bytes) = self.cache.load(digest).filter(|bytes| bytes.len() as u64 <= limit) {
            return Ok(self.source.blob(digest)?.map(|_| bytes));
        }
        let found = self.source.small_blob(digest, limit)?;
        if let Some(bytes) = &found {
            self.cache.store(digest, bytes);
        }
        Ok(found)
    }

    fn blob(&self, digest: &Digest) -> Result<Option<BlobInfo>, SourceError> {
        self.source.blob(digest)
    }

    fn open_blob(&self, digest: &Digest) -> Result<Option<Box<dyn Read + Send + '_>>, SourceError> {
        self.source.open_blob(digest)
    }
}

#[cfg(test)]
mod tests {
    use super::DocumentCache;
    use crate::digest::sha256;
    use camino::Utf8PathBuf;

    #[test]
    fn documents_are_kept_whole_or_not_at_all_and_within_the_limit() {
        let scratch = tempfile::tempdir().unwrap();
        let cache = DocumentCache::new(Utf8PathBuf::from_path_buf(scratch.path().join("documents")).unwrap(), 10);
        let digest = sha256(b"text");
        assert_eq!(cache.load(&digest), None);
        cache.store(&digest, b"text");
        assert_eq!(cache.load(&digest).as_deref(), Some(&b"text"[..]));
        std::fs::write(cache.directory().join(super::name(&digest)), b"txet").unwrap();
        assert_eq!(cache.load(&digest), None);
        cache.store(&digest, b"text");
        std::thread::sleep(std::time::Duration::from_millis(20));
        cache.store(&sha256(b"another"), b"another");
        assert_eq!((cache.load(&digest), cache.load(&sha256(b"another")).is_some()), (None, true));
    }
}
