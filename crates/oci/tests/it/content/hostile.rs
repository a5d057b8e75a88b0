//! Layers that were made to do harm: a clear fault, in little time and memory.

use super::tape::{GZIP, PLAIN, Tape, ZSTD, fault, gzip, header, scan, scan_as, scan_from};
use archwright_oci::content::{FileSystem, LayerFaultKind, Limits, ResolveError, layer};
use archwright_oci::{Descriptor, digest};
use flate2::write::GzEncoder;
use std::io::{self, Read, Write};
use std::time::{Duration, Instant};

/// Far less than the hostile ones would take, and enough for a machine that does much else.
const SOON: Duration = Duration::from_secs(180);

/// The same bytes again and again.
struct Endless {
    bytes: Vec<u8>,
    at: usize,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        for byte in buffer.iter_mut() {
            *byte = self.bytes[self.at % self.bytes.len()];
            self.at += 1;
        }
        Ok(buffer.len())
    }
}

#[test]
fn a_gzip_bomb() {
    // 64 MiB of zeros in each member of 64 KiB, without end.
    let zeros = gzip(&vec![0; 64 << 20]);
    let descriptor = Descriptor::new(GZIP, digest::sha256(b""), 1 << 50);
    let limits = Limits { bytes: 512 << 20, ..Limits::USUAL };
    let start = Instant::now();
    let head = gzip(&Tape::default().raw(&header(b'0', b"zeros", b"", (8 << 30) - 1)).0);
    let reader = head.chain(Endless { bytes: zeros, at: 0 });
    let error = layer::scan(reader, &descriptor, &digest::sha256(b""), &limits).unwrap_err();
    assert_eq!(error.to_string(), "the layer is not read to its end: more than 536870912 bytes come out of it");
    assert!(start.elapsed() < SOON);
}

/// `length` zeros as zstd packs them at best: a block of four bytes for each 128 KiB.
fn zstd_zeros(length: usize) -> Vec<u8> {
    let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0, 0x38];
    let blocks = length / (128 << 10);
    for block in 1..=blocks {
        let header = (128_u32 << 10) << 3 | 1 << 1 | u32::from(block == blocks);
        frame.extend(&header.to_le_bytes()[..3]);
        frame.push(0);
    }
    frame
}

#[test]
fn a_zstd_bomb() {
    let limits = Limits { free: 16 << 20, ..Limits::USUAL };
    let head = Tape::default().raw(&header(b'0', b"zeros", b"", (8 << 30) - 1)).0;
    let bomb = [super::tape::zstd(&head), zstd_zeros(1 << 30)].concat();
    assert!(bomb.len() < 64 << 10);
    let error = scan_from(bomb.as_slice(), ZSTD, &bomb, &digest::sha256(b""), &limits).unwrap_err();
    assert!(error.to_string().contains("bytes come out of the first"), "{error}");
    // The same ratio is fine for a little.
    let small = zstd_zeros(8 << 20);
    assert_eq!(scan_as(ZSTD, &small, &vec![0; 8 << 20]).unwrap().uncompressed_size, 8 << 20);
}

#[test]
fn a_window_that_no_memory_holds() {
    let frame = [0x28, 0xb5, 0x2f, 0xfd, 0, 0xf8, 1, 0, 0];
    let error = scan_as(ZSTD, &frame, b"").unwrap_err();
    assert!(matches!(error.kind(), LayerFaultKind::Undecodable(_)), "{error:?}");
}

#[test]
fn an_archive_that_never_ends() {
    let descriptor = Descriptor::new(PLAIN, digest::sha256(b""), 1 << 50);
    let entry = Tape::default().file("again", b"").0;
    let start = Instant::now();
    let limits = Limits { entries: 200_000, ..Limits::USUAL };
    let error = layer::scan(Endless { bytes: entry, at: 0 }, &descriptor, &digest::sha256(b""), &limits).unwrap_err();
    assert_eq!(error.to_string(), "the layer is not read to its end: more than 200000 entries");
    let special = Tape::default().entry(b'L', b"././@LongLink", b"", b"name\0").0;
    let error = layer::scan(Endless { bytes: special, at: 0 }, &descriptor, &digest::sha256(b""), &limits).unwrap_err();
    assert_eq!(error.to_string(), "the layer is not read to its end: more than 200000 entries");
    assert!(start.elapsed() < SOON);
}

#[test]
fn a_million_empty_entries() {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut archive = Vec::with_capacity(513 << 20);
    for number in 0..1_000_000_u32 {
        archive.extend(header(b'0', format!("{}/{number}", number / 1000).as_bytes(), b"", 0));
    }
    encoder.write_all(&archive).unwrap();
    let (stored, diff_id) = (encoder.finish().unwrap(), digest::sha256(&archive));
    drop(archive);
    let start = Instant::now();
    let scan = scan_from(stored.as_slice(), GZIP, &stored, &diff_id, &Limits::USUAL).unwrap();
    assert_eq!(scan.entries.len(), 1_000_000);
    let system = FileSystem::new([scan]);
    assert_eq!(system.iter().count(), 1_001_000);
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
}

#[test]
fn headers_and_facts_larger_than_memory() {
    let huge = header(b'L', b"././@LongLink", b"", (8 << 30) - 1);
    assert!(fault(&Tape::default().raw(&huge).raw(&[b'a'; 4096]).end()).contains("a header of 8589934591 bytes"));
    let long = vec![b'a'; 5000];
    let path = fault(&Tape::default().pax(&[("path", &long)]).file("a", b"").end());
    assert_eq!(path, "the layer is not read to its end: a path has 5000 bytes; at most 4095 are read");
    let link = fault(&Tape::default().pax(&[("linkpath", &long)]).symlink("a", "b").end());
    assert!(link.contains("leads to a path of 5000 bytes"), "{link}");
    let many = (0..100).fold(Tape::default(), |tape, _| tape.file("a/path/that/is/not/so/short", b"")).end();
    let limits = Limits { facts: 1000, ..Limits::USUAL };
    let error = scan_from(many.as_slice(), PLAIN, &many, &digest::sha256(&many), &limits).unwrap_err();
    assert!(error.to_string().contains("take more than 1000 bytes"), "{error}");
}

/// Holes take no bytes and their time all the same.
#[test]
fn sparse_files_that_are_large_together() {
    let records = [
        ("GNU.sparse.major", &b"0"[..]),
        ("GNU.sparse.minor", b"1"),
        ("GNU.sparse.size", b"600000"),
        ("GNU.sparse.numblocks", b"0"),
        ("GNU.sparse.map", b""),
    ];
    let limits = Limits { bytes: 1 << 20, ..Limits::USUAL };
    let scanned = |files: usize| {
        let archive = (0..files).fold(Tape::default(), |tape, _| tape.pax(&records).file("holes", b"")).end();
        scan_from(archive.as_slice(), PLAIN, &archive, &digest::sha256(&archive), &limits)
    };
    assert_eq!(scanned(1).unwrap().entries.len(), 1);
    assert_eq!(scanned(2).unwrap_err().to_string(), "the layer is not read to its end: sparse files of 1200000 bytes");
}

#[test]
fn paths_that_lead_out_of_the_image() {
    for name in ["../escape", "/../escape", "a/../../escape", "..", "../.wh.x", ".wh..", ".wh.", ".wh..."] {
        let error = scan(&Tape::default().file(name, b"").end()).unwrap_err();
        assert!(matches!(error.kind(), LayerFaultKind::Entry(_)), "{name}: {error:?}");
        assert!(error.path().is_some());
    }
    let error = scan(&Tape::default().hard_link("a", "../../etc/shadow").end()).unwrap_err();
    assert!(matches!(error.kind(), LayerFaultKind::Entry(_)), "{error:?}");
    // A symbolic link may say what it likes: it is read inside the container.
    let system = FileSystem::new([scan(&Tape::default().symlink("up", "../../../etc/passwd").file("etc/passwd", b"root").end()).unwrap()]);
    assert_eq!(system.resolve("up").unwrap().display(), "/etc/passwd");
}

#[test]
fn links_in_a_circle() {
    let circle = Tape::default().symlink("a", "b").symlink("b", "a").symlink("self", "self").symlink("in", "in/x").end();
    let system = FileSystem::new([scan(&circle).unwrap()]);
    for path in ["a", "b/c", "self", "in"] {
        assert_eq!(system.resolve(path).unwrap_err(), ResolveError::TooManyLinks, "{path}");
    }
    assert_eq!(system.iter().count(), 4);
    let through = Tape::default().symlink("a", "b").symlink("b", "a").file("a/x", b"").end();
    let system = FileSystem::new([scan(&through).unwrap()]);
    let [(layer, fault)] = system.faults() else { panic!("{:?}", system.faults()) };
    assert_eq!((layer.number, fault.path()), (1, Some("/a/x")));
    assert!(fault.to_string().contains("in a circle"), "{fault}");
}

#[test]
fn links_that_multiply() {
    // Each link leads through the next ten times.
    let mut tape = Tape::default().directory("l30");
    for number in 0..30 {
        tape = tape.symlink(&format!("l{number}"), &format!("l{}/../", number + 1).repeat(10));
    }
    let start = Instant::now();
    let system = FileSystem::new([scan(&tape.clone().end()).unwrap()]);
    assert_eq!(system.resolve("l0").unwrap_err(), ResolveError::TooManyLinks);
    for number in 0..20_000 {
        tape = tape.file(&format!("l0/{number}"), b"");
    }
    let system = FileSystem::new([scan(&tape.end()).unwrap()]);
    assert!(!system.faults().is_empty());
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
}
