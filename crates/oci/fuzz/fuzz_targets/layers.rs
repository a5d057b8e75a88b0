//! Any bytes as layers: the first byte tells the media type and where the second layer begins. What is found must be the same in one
//! read and in many, survive the cache, and make a file system whose every path leads back to itself.
#![no_main]

use archwright_oci::content::{FileSystem, LayerFaultKind, LayerScan, Limits, layer};
use archwright_oci::{Descriptor, digest};
use libfuzzer_sys::fuzz_target;
use std::io::Read;

const MEDIA_TYPES: [&str; 4] = [
    "application/vnd.oci.image.layer.v1.tar",
    "application/vnd.oci.image.layer.v1.tar+gzip",
    "application/vnd.oci.image.layer.v1.tar+zstd",
    "application/vnd.docker.image.rootfs.diff.tar",
];

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

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let media_type = MEDIA_TYPES[usize::from(first % 4)];
    let (lower, upper) = rest.split_at(rest.len() * usize::from(first >> 2) / 64 / 512 * 512);
    let scans: Vec<LayerScan> = [lower, upper].into_iter().filter_map(|bytes| scan(bytes, media_type)).collect();
    for scan in &scans {
        let bytes = archwright_oci::content::cache::to_bytes(scan).expect("it can be kept");
        assert_eq!(archwright_oci::content::cache::from_bytes(&bytes).as_ref(), Some(scan));
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
});
