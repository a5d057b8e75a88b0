//! The layers of an image, each read at most once in its life.

use super::cache::ScanCache;
use super::compression::Declared;
use super::fault::{LayerFault, LayerFaultKind};
use super::layer;
use super::limits::Limits;
use super::scan::LayerScan;
use crate::parallel::try_map;
use crate::{Descriptor, ImageConfig, ImageSource, Manifest, MediaKind};
use archwright_model::Digest;
use std::convert::Infallible;

/// How layers are read.
#[derive(Debug, Clone, Copy)]
pub struct ReadSettings<'a> {
    /// Where scans are kept, if anywhere.
    pub cache: Option<&'a ScanCache>,
    /// What is too much.
    pub limits: Limits,
    /// How many layers may be read at once.
    pub threads: usize,
}

impl Default for ReadSettings<'_> {
    /// Two layers at once, nothing kept.
    fn default() -> Self {
        Self { cache: None, limits: Limits::USUAL, threads: 2 }
    }
}

/// The scans of an image's layers, in the order of the manifest. One that was scanned before is not read: nothing is asked of the
/// source.
pub fn read_layers(
    source: &dyn ImageSource,
    manifest: &Manifest,
    config: &ImageConfig,
    settings: &ReadSettings<'_>,
) -> Vec<Result<LayerScan, LayerFault>> {
    let layers: Vec<_> =
        manifest.layers.iter().enumerate().map(|(position, layer)| (layer, config.rootfs.diff_ids.get(position))).collect();
    let read = |(layer, diff_id): &(&Descriptor, Option<&Digest>)| match diff_id {
        Some(diff_id) => Ok::<_, Infallible>(read_layer(source, layer, diff_id, settings)),
        None => Ok(Err(LayerFault::new(LayerFaultKind::NotInConfig))),
    };
    match try_map(&layers, settings.threads, read) {
        Ok(results) => results,
        Err(never) => match never {},
    }
}

/// The scan of one layer: from the cache, or from the source and into the cache.
fn read_layer(
    source: &dyn ImageSource,
    layer: &Descriptor,
    diff_id: &Digest,
    settings: &ReadSettings<'_>,
) -> Result<LayerScan, LayerFault> {
    if let Some(scan) = settings.cache.and_then(|cache| cache.load(&layer.digest)) {
        return checked(scan, layer, diff_id);
    }
    let reader = match source.open_blob(&layer.digest) {
        Ok(Some(reader)) => reader,
        Ok(None) if layer.kind() == MediaKind::ForeignLayer => return Err(LayerFault::new(LayerFaultKind::Elsewhere)),
        Ok(None) => return Err(LayerFault::new(LayerFaultKind::Missing)),
        Err(error) => return Err(LayerFault::new(LayerFaultKind::Source(error))),
    };
    let scan = layer::scan(reader, layer, diff_id, &settings.limits)?;
    if let Some(cache) = settings.cache {
        // A cache that cannot be written makes the next proof slower, and this one no worse.
        drop(cache.store(&scan));
    }
    Ok(scan)
}

/// A scan from the cache, which was compared with another manifest and config at its time.
fn checked(scan: LayerScan, layer: &Descriptor, diff_id: &Digest) -> Result<LayerScan, LayerFault> {
    if scan.size != layer.size {
        let why = format!("it has {} bytes, and should have {}", scan.size, layer.size);
        return Err(LayerFault::new(LayerFaultKind::Stored(why)));
    }
    Declared::of(&layer.media_type)?.allows(Some(scan.compression).filter(|_| scan.size > 0))?;
    if scan.diff_id != *diff_id {
        let (expected, found) = (diff_id.clone(), scan.diff_id.to_string());
        return Err(LayerFault::new(LayerFaultKind::DiffId { expected, found }));
    }
    Ok(scan)
}
