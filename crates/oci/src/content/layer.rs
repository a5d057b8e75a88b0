//! The scan of one layer.

mod ahead;
mod archive;
mod decoded;
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
use decoded::Decoded;
use std::io::{BufRead, BufReader, Read};
use std::sync::atomic::AtomicU64;
use std::{panic, thread};
use stored::Stored;
use stream::Stream;

/// How many compressed bytes are read at once.
const STORED: usize = 128 * 1024;
/// How many uncompressed bytes are looked at at once.
const UNPACKED: usize = 256 * 1024;
/// From this size on, reading, decompressing and looking at what comes out have a thread each; starting these takes longer than a
/// smaller layer does.
const LARGE: u64 = 1024 * 1024;
/// How many of the first bytes tell the compression.
const MAGIC: u64 = 8;

/// Reads a layer to its end: compares its bytes with the descriptor, decompresses them, compares what comes out with the config's
/// `diff_id`, and looks at every entry of the archive. Memory does not grow with the size of the layer, only with the number of
/// entries.
///
/// # Errors
/// See [`LayerFaultKind`]. Where several things are wrong, the first cause: bytes of another digest before what is wrong with them.
pub fn scan(reader: impl Read + Send, descriptor: &Descriptor, diff_id: &Digest, limits: &Limits) -> Result<LayerScan, LayerFault> {
    let declared = Declared::of(&descriptor.media_type)?;
    let stored = Stored::new(reader, descriptor);
    if descriptor.size < LARGE {
        let mut stored = BufReader::with_capacity(STORED, stored);
        let unpacked = unpack(&mut stored, declared, diff_id, limits, Threads::One);
        return concluded(unpacked, stored.into_inner(), descriptor);
    }
    thread::scope(|scope| {
        let (ahead, reading) = ahead::read(scope, stored, STORED);
        let unpacked = unpack(ahead, declared, diff_id, limits, Threads::Several);
        let stored = reading.join().unwrap_or_else(|panic| panic::resume_unwind(panic));
        concluded(unpacked, stored, descriptor)
    })
}

/// What runs beside the reading of what comes out.
#[derive(Debug, Clone, Copy)]
enum Threads {
    One,
    Several,
}

/// What was found, if the stored bytes are those of the descriptor.
fn concluded(
    unpacked: Result<LayerScan, LayerFault>,
    stored: Stored<'_, impl Read>,
    descriptor: &Descriptor,
) -> Result<LayerScan, LayerFault> {
    if let Err(LayerFaultKind::Limit(_)) = unpacked.as_ref().map_err(LayerFault::kind) {
        return unpacked;
    }
    // The rest, so that broken bytes are told from bytes that were packed so.
    stored.finish()?;
    let mut scan = unpacked?;
    scan.digest = descriptor.digest.clone();
    scan.size = descriptor.size;
    Ok(scan)
}

fn unpack(
    mut stored: impl BufRead + Send,
    declared: Declared,
    diff_id: &Digest,
    limits: &Limits,
    threads: Threads,
) -> Result<LayerScan, LayerFault> {
    let mut start = Vec::new();
    stored.by_ref().take(MAGIC).read_to_end(&mut start).map_err(LayerFault::reading)?;
    let compression = declared.allows(Compression::sniff(&start))?;
    let taken = AtomicU64::new(0);
    let decoded = Decoded::new(compression, start.as_slice().chain(stored), &taken, limits);
    match threads {
        Threads::One => look(BufReader::with_capacity(UNPACKED, decoded), compression, diff_id, limits),
        Threads::Several => thread::scope(|scope| {
            let (ahead, _) = ahead::read(scope, decoded, UNPACKED);
            look(ahead, compression, diff_id, limits)
        }),
    }
}

/// Looks at what comes out.
fn look(unpacked: impl BufRead, compression: Compression, diff_id: &Digest, limits: &Limits) -> Result<LayerScan, LayerFault> {
    let mut stream = Stream::new(unpacked, diff_id);
    let (mut entries, trailing) = entries::read(&mut stream, limits)?;
    kept::thin(&mut entries);
    let (found, uncompressed_size) = stream.finish()?;
    if found != diff_id.as_str() {
        return Err(LayerFault::new(LayerFaultKind::DiffId { expected: diff_id.clone(), found }));
    }
    let diff_id = diff_id.clone();
    Ok(LayerScan { digest: diff_id.clone(), size: 0, compression, diff_id, uncompressed_size, trailing, entries })
}
