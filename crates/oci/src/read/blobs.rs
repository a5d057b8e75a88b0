//! Whether every blob is there.

use super::{ReadPolicy, bad};
use crate::parallel::try_map;
use crate::record::{BlobRecord, BlobState, EntryRecord, Reading};
use crate::source::{BlobContent, ImageSource, SourceError};
use crate::{Descriptor, ImageConfig, Manifest, MediaKind};
use archwright_model::Digest;
use std::collections::BTreeMap;

/// The blobs of a manifest: what was read whole is known to be there.
pub(super) fn of(manifest: &Manifest, config: &Reading<ImageConfig>) -> Vec<BlobRecord> {
    let state = |blob: &Descriptor| match blob.kind() {
        MediaKind::Config if config.value().is_some() => BlobState::Hashed(blob.size),
        MediaKind::ForeignLayer => BlobState::Elsewhere,
        MediaKind::OciIndex
        | MediaKind::DockerList
        | MediaKind::OciManifest
        | MediaKind::DockerManifest
        | MediaKind::Config
        | MediaKind::Layer
        | MediaKind::InToto
        | MediaKind::Other => BlobState::Missing,
    };
    manifest.blobs().map(|blob| BlobRecord { digest: blob.digest.clone(), size: blob.size, state: state(blob) }).collect()
}

/// Asks once for each blob, however many images share it.
pub(super) fn ask_for(source: &dyn ImageSource, entries: &mut [EntryRecord], policy: &ReadPolicy) -> Result<(), SourceError> {
    let open = |blob: &&BlobRecord| blob.state == BlobState::Missing;
    let open = entries.iter().flat_map(|entry| &entry.blobs).filter(open);
    let sizes: BTreeMap<Digest, u64> = open.map(|blob| (blob.digest.clone(), blob.size)).collect();
    let digests: Vec<(Digest, u64)> = sizes.into_iter().collect();
    let state = |(digest, size): &(Digest, u64)| match policy.ask(|| source.blob(digest)) {
        Ok(None) => Ok(BlobState::Missing),
        Ok(Some(info)) => Ok(match (info.content, info.size) {
            (BlobContent::Hashed, Some(size)) => BlobState::Hashed(size),
            (BlobContent::Hashed | BlobContent::Unread, size) => BlobState::Present(size),
        }),
        Err(error) => bad(error, *size).map(BlobState::Bad),
    };
    let states = try_map(&digests, policy.threads, state)?;
    let states: BTreeMap<&Digest, BlobState> = digests.iter().map(|(digest, _)| digest).zip(states).collect();
    for blob in entries.iter_mut().flat_map(|entry| &mut entry.blobs).filter(|blob| blob.state == BlobState::Missing) {
        if let Some(state) = states.get(&blob.digest) {
            blob.state = state.clone();
        }
    }
    Ok(())
}
