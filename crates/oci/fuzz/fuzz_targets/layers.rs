//! Any bytes as layers. The first byte tells the media type and where the second layer begins, the second what is done to both before
//! they are layers, so that a change of a byte reaches what lies behind checksums and compression. What is found must be the same in one
//! read and in many, packed and not, on one thread and on several, survive the cache, and make a file system whose every path leads
//! back to itself.
#![no_main]

use archwright_oci::content::{FileSystem, LayerFaultKind, LayerScan, Limits, cache, layer};
use archwright_oci::{Descriptor, digest};
use libfuzzer_sys::fuzz_target;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use std::io::{Read, Write};
use std::time::Duration;

const PLAIN: &str = "application/vnd.oci.image.layer.v1.tar";
const GZIP: &str = "application/vnd.oci.image.layer.v1.tar+gzip";
const ZSTD: &str = "application/vnd.oci.image.layer.v1.tar+zstd";
const DOCKER: &str = "application/vnd.docker.image.rootfs.diff.tar";
const MEDIA_TYPES: [&str; 4] = [PLAIN, GZIP, ZSTD, DOCKER];

/// Every block that says it is a header gets the checksum of one.
const SUMS: u8 = 1;
/// It is an archive, and packed as the media type says.
const PACKED: u8 = 2;
/// It is an archive, and read again as a large one; that takes long, and so has several bits.
const LARGE: u8 = 0x7c;
/// What is large is read by several threads.
const SIZE: usize = 1 << 20;

const LIMITS: Limits = Limits { bytes: 16 << 20, entries: 4096, path: 512, facts: 1 << 20, ratio: 1032, free: 4 << 20, kept: 1 << 20 };

/// Gives one byte at a time, or a few.
struct Slow<'a>(&'a [u8]);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let most = buffer.len().min(1 + self.0.len() % 7);
        self.0.read(&mut buffer[..most])
    }
}

/// A scan, whatever the digest of what comes out is.
fn scan(bytes: &[u8], media_type: &str) -> Option<LayerScan> {
    let descriptor = Descriptor::new(media_type, digest::sha256(bytes), bytes.len() as u64);
    let unknown = digest::sha256(b"unknown");
    let fault = layer::scan(bytes, &descriptor, &unknown, &LIMITS).err()?;
    let LayerFaultKind::DiffId { found, .. } = fault.kind() else {
        // Of two faults, the one that is met first depends on how much is read ahead.
        let again = layer::scan(Slow(bytes), &descriptor, &unknown, &LIMITS).expect_err("it failed before");
        assert!(!matches!(again.kind(), LayerFaultKind::DiffId { .. }));
        return None;
    };
    let diff_id = found.parse().expect("a digest");
    let scan = layer::scan(bytes, &descriptor, &diff_id, &LIMITS).expect("only the digest was wrong");
    assert_eq!(layer::scan(Slow(bytes), &descriptor, &diff_id, &LIMITS).expect("the same"), scan);
    Some(scan)
}

fn sums(archive: &mut [u8]) {
    for block in archive.chunks_exact_mut(512).filter(|block| block[257..262] == *b"ustar") {
        block[148..156].fill(b' ');
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    }
}

/// An archive in several members or frames.
fn packed(archive: &[u8], media_type: &str) -> Vec<u8> {
    let parts = archive.chunks(1 + archive.len() / 2);
    match media_type {
        PLAIN => archive.to_vec(),
        ZSTD => parts
            .flat_map(|part| [&b"\x50\x2a\x4d\x18\x03\0\0\0any"[..], &compress_to_vec(part, CompressionLevel::Fastest)].concat())
            .collect(),
        _ => parts.flat_map(member).collect(),
    }
}

fn member(part: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(part).and_then(|()| encoder.finish()).expect("memory")
}

fn layer_of(bytes: &[u8], media_type: &str, how: u8) -> Option<LayerScan> {
    let mut archive = bytes.to_vec();
    if how & SUMS != 0 {
        sums(&mut archive);
    }
    let is_large = how & LARGE == LARGE;
    if how & PACKED == 0 && !is_large {
        return scan(&archive, media_type);
    }
    let plain = scan(&archive, PLAIN)?;
    let seen = |scan: &LayerScan| (scan.entries.clone(), scan.trailing);
    if how & PACKED != 0 && !archive.is_empty() {
        let packed = scan(&packed(&archive, media_type), media_type).expect("what was packed comes out");
        assert_eq!((seen(&packed), &packed.diff_id), (seen(&plain), &plain.diff_id));
    }
    if is_large {
        archive.resize(archive.len() + SIZE, 0);
        let descriptor = Descriptor::new(PLAIN, digest::sha256(&archive), archive.len() as u64);
        let large = layer::scan(archive.as_slice(), &descriptor, &descriptor.digest, &LIMITS).expect("zeros behind the end change nothing");
        assert_eq!(seen(&large), seen(&plain));
    }
    Some(plain)
}

/// The processor's time that this process took: what a machine that does much else adds is left out. Nothing where there is no procfs.
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    // In user mode and in the kernel's, each in hundredths of a second.
    Duration::from_millis(10 * fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum::<u64>())
}

fuzz_target!(|bytes: &[u8]| {
    let [first, how, rest @ ..] = bytes else { return };
    let start = processor_time();
    let media_type = MEDIA_TYPES[usize::from(first % 4)];
    let (lower, upper) = rest.split_at(rest.len() * usize::from(first >> 2) / 64 / 512 * 512);
    let scans: Vec<LayerScan> = [lower, upper].into_iter().filter_map(|bytes| layer_of(bytes, media_type, *how)).collect();
    for scan in &scans {
        let bytes = cache::to_bytes(scan).expect("it can be kept");
        assert_eq!(cache::from_bytes(&bytes).as_ref(), Some(scan));
    }
    let system = FileSystem::new(scans);
    for node in &system {
        let path = node.path();
        assert!(!path.is_empty() && path.split(|byte| *byte == b'/').all(|part| !matches!(part, b"" | b"." | b"..")));
        assert!(system.node(path).is_some_and(|found| found.is_same_file(&node)));
        let located = system.locate(path).expect("no link is in its way");
        assert!(located.is_same_file(&node));
        if let Ok(found) = system.resolve(path) {
            assert!(system.resolve(found.path()).is_ok_and(|again| again.is_same_file(&found)));
        }
    }
    let taken = processor_time().saturating_sub(start);
    assert!(taken < Duration::from_secs(2), "{taken:?}");
});
