//! What the proof keeps in the user's cache folder: scans of layers, and small documents.

use crate::runner::Runner;
use archwright_oci::{DocumentCache, content::ScanCache};

/// The caches of the proof.
#[derive(Debug, Clone)]
pub(crate) struct Caches {
    scans: ScanCache,
    documents: DocumentCache,
}

impl Caches {
    /// Those of the user; none where there is no cache folder.
    pub(crate) fn of(runner: &Runner) -> Option<Self> {
        let dir = runner.environment().cache_dir()?.join("archwright/proof");
        let scans = ScanCache::new(dir.join("layers"), ScanCache::LIMIT);
        Some(Self { scans, documents: DocumentCache::new(dir.join("documents"), DocumentCache::LIMIT) })
    }

    /// Scans of layers.
    pub(crate) fn scans(&self) -> &ScanCache {
        &self.scans
    }

    /// Configs, manifests, statements.
    pub(crate) fn documents(&self) -> &DocumentCache {
        &self.documents
    }
}
