//! Attestations that name the references under which their image is really published.
//!
//! `BuildKit` pushes by digest under names without a tag, and calls the image `…@latest` then, whatever its tags will be (seen with
//! 0.25). The digest is right; the names are put right here, before the index is.

use crate::parallel::try_map;
use crate::source::{ImageSource, SourceError};
use crate::statement::{STATEMENT_LIMIT, package_url, renamed};
use crate::{ContentError, Descriptor, Document, EntryKind, Index, Manifest, MediaKind, RawPlatform, digest};
use archwright_model::{Digest, ImageRef};
use serde_json::Value;
use std::collections::BTreeMap;

/// As many attestations are read at once.
const THREADS: usize = 8;
/// The config of an attestation lists its statements.
const CONFIG_LIMIT: u64 = 1024 * 1024;

/// An attestation under other names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenamedAttestation {
    /// Its manifest.
    pub manifest: Document,
    /// Blobs of it that are new: statements, and the config that lists them.
    pub blobs: Vec<(Descriptor, Vec<u8>)>,
}

/// An index whose attestations name their image by these references, and those that had to be written anew; `source` has what the
/// index refers to.
///
/// # Errors
/// An attestation is not there, or cannot be read.
pub fn rename_attestations(
    index: &Document<Index>,
    source: &dyn ImageSource,
    names: &[ImageRef],
) -> Result<(Document<Index>, Vec<RenamedAttestation>), SourceError> {
    let value = index.value();
    let image_of = |entry: &Descriptor| match EntryKind::of(entry) {
        EntryKind::Attestation { of: Some(of) } => value.images().find(|image| image.digest == of).cloned(),
        EntryKind::Attestation { of: None } | EntryKind::Image | EntryKind::Unknown => None,
    };
    let pairs: Vec<_> = value.manifests.iter().filter_map(|entry| Some((entry.clone(), image_of(entry)?))).collect();
    let renamed = try_map(&pairs, THREADS, |(entry, image)| one(source, entry, image, names))?;
    let mut entries = value.manifests.clone();
    for ((old, _), new) in pairs.iter().zip(&renamed) {
        let (Some(new), Some(entry)) = (new, entries.iter_mut().find(|entry| entry.digest == old.digest)) else { continue };
        (entry.digest, entry.size) = (new.manifest.digest().clone(), new.manifest.size());
    }
    let index = Document::write(Index { manifests: entries, ..value.clone() })?;
    Ok((index, renamed.into_iter().flatten().collect()))
}

fn one(
    source: &dyn ImageSource,
    entry: &Descriptor,
    image: &Descriptor,
    names: &[ImageRef],
) -> Result<Option<RenamedAttestation>, SourceError> {
    let absent = |digest: &Digest| ContentError::new(format!("attestation {}", entry.digest), format!("{digest} is not there"));
    let document = source.manifest(&entry.digest)?.ok_or_else(|| absent(&entry.digest))?;
    let Some(manifest) = document.manifest() else { return Ok(None) };
    let platform = image.platform.as_ref().map_or_else(String::new, RawPlatform::name);
    let names: Vec<_> = names.iter().map(|name| package_url(name, &platform)).collect();
    let mut blobs = Vec::new();
    let mut moved = BTreeMap::new();
    let mut layers = manifest.layers.clone();
    for layer in layers.iter_mut().filter(|layer| layer.kind() == MediaKind::InToto) {
        let bytes = source.small_blob(&layer.digest, STATEMENT_LIMIT)?.ok_or_else(|| absent(&layer.digest))?;
        let Some(bytes) = renamed(&bytes, &image.digest, &names)? else { continue };
        let new = Descriptor { digest: digest::sha256(&bytes), size: bytes.len() as u64, ..layer.clone() };
        moved.insert(layer.digest.to_string(), new.digest.to_string());
        *layer = new.clone();
        blobs.push((new, bytes));
    }
    if blobs.is_empty() {
        return Ok(None);
    }
    let mut config = manifest.config.clone();
    let bytes = source.small_blob(&config.digest, CONFIG_LIMIT)?.ok_or_else(|| absent(&config.digest))?;
    if let Some(bytes) = listing(&bytes, &moved) {
        config = Descriptor { digest: digest::sha256(&bytes), size: bytes.len() as u64, ..config };
        blobs.push((config.clone(), bytes));
    }
    let manifest = Manifest { config, layers, ..manifest.clone() };
    let bytes = serde_json::to_vec_pretty(&manifest).map_err(|error| ContentError::new("attestation", error))?;
    Ok(Some(RenamedAttestation { manifest: Document::parse(bytes, Some(document.media_type()))?, blobs }))
}

/// The config with the digests of the new statements; none if it lists no statement.
fn listing(config: &[u8], moved: &BTreeMap<String, String>) -> Option<Vec<u8>> {
    let mut config: Value = serde_json::from_slice(config).ok()?;
    let mut changed = false;
    for listed in config.get_mut("rootfs")?.get_mut("diff_ids")?.as_array_mut()? {
        if let Some(new) = listed.as_str().and_then(|old| moved.get(old)) {
            *listed = Value::String(new.clone());
            changed = true;
        }
    }
    changed.then(|| serde_json::to_vec(&config).ok()).flatten()
}
