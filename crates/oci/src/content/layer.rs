//! The scan of one layer.

mod archive;
mod entries;
mod stored;
mod stream;

use super::compression::{Compression, Declared};
use super::fault::{LayerFault, LayerFaultKind};
use super::kept;
use super::limits::Limits;
use super::scan::LayerScan;
use crate::Descriptor;
use archwright_model::Digest;
use std::cell::Cell;
use std::io::{BufRead, BufReader, Read};
use stored::Stored;
use stream::Stream;

/// How many compressed bytes are read at once.
const CHUNK: usize = 128 * 1024;
/// How many of the first bytes tell the compression.
const MAGIC: u64 = 8;

/// Reads a layer to its end: compares its bytes with the descriptor, decompresses them, compares what comes out with the config's
/// `diff_id`, and looks at every entry of the archive. Memory does not grow with the size of the layer, only with the number of
/// entries.
///
/// # Errors
/// See [`LayerFaultKind`]. Where several things are wrong, the first cause: bytes of another digest before what is wrong with them.
pub fn scan(reader: impl Read, descriptor: &Descriptor, diff_id: &Digest, limits: &Limits) -> Result<LayerScan, LayerFault> {
    let declared = Declared::of(&descriptor.media_type)?;
    let count = Cell::new(0);
    let mut stored = BufReader::with_capacity(CHUNK, Stored::new(reader, descriptor, &count));
    let unpacked = unpack(&mut stored, declared, diff_id, limits, &count);
    if let Err(LayerFaultKind::Limit(_)) = unpacked.as_ref().map_err(LayerFault::kind) {
        return unpacked;
    }
    // The rest, so that broken bytes are told from bytes that were packed so.
    stored.into_inner().finish()?;
    let mut scan = unpacked?;
    scan.digest = descriptor.digest.clone();
    scan.size = descriptor.size;
    Ok(scan)
}

fn unpack(
    stored: &mut impl BufRead,
    declared: Declared,
    diff_id: &Digest,
    limits: &Limits,
    count: &Cell<u64>,
) -> Result<LayerScan, LayerFault> {
    let mut start = Vec::new();
    stored.by_ref().take(MAGIC).read_to_end(&mut start).map_err(LayerFault::reading)?;
    let compression = declared.allows(Compression::sniff(&start))?;
    let mut stream = Stream::new(compression.decoder(start.as_slice().chain(stored)), diff_id, limits, count);
    let (mut entries, trailing) = entries::read(&mut stream, limits)?;
    kept::thin(&mut entries);
    let (found, uncompressed_size) = stream.finish()?;
    if found != diff_id.as_str() {
        return Err(LayerFault::new(LayerFaultKind::DiffId { expected: diff_id.clone(), found }));
    }
    let diff_id = diff_id.clone();
    Ok(LayerScan { digest: diff_id.clone(), size: 0, compression, diff_id, uncompressed_size, trailing, entries })
}
