//! Layers that are read, decompressed and looked at by a thread each.

use super::tape::{GZIP, PLAIN, Tape, ZSTD, gzip, lines, scan_as, scan_from, zstd};
use archwright_oci::content::{LayerFaultKind, Limits};
use archwright_oci::{SourceError, digest};
use std::io::{self, Read};

/// A few MiB that no compression makes small.
fn archive() -> Vec<u8> {
    let mut state = 1_u32;
    let noise = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    });
    let noise: Vec<u8> = noise.take(3 << 20).collect();
    Tape::default().file("first", b"#!/bin/sh\n").file("noise", &noise).file("last", b"#!/bin/sh\n").end()
}

fn layers() -> (Vec<u8>, [(&'static str, Vec<u8>); 3]) {
    let archive = archive();
    let layers = [(PLAIN, archive.clone()), (GZIP, gzip(&archive)), (ZSTD, zstd(&archive))];
    assert!(layers.iter().all(|(_, stored)| stored.len() > 2 << 20));
    (archive, layers)
}

#[test]
fn they_are_what_they_are() {
    let (archive, layers) = layers();
    for (media_type, stored) in layers {
        let scan = scan_as(media_type, &stored, &archive).unwrap();
        assert_eq!(lines(&scan), ["/first 10", &format!("/noise {}", 3 << 20), "/last 10"], "{media_type}");
        assert_eq!((scan.digest, scan.size), (digest::sha256(&stored), stored.len() as u64));
        assert_eq!((scan.diff_id, scan.uncompressed_size), (digest::sha256(&archive), archive.len() as u64));
    }
}

#[test]
fn the_first_cause_is_told() {
    let (archive, layers) = layers();
    let diff_id = digest::sha256(&archive);
    for (media_type, stored) in layers {
        let scan = |reader: &[u8], limits: &Limits| scan_from(reader, media_type, &stored, &diff_id, limits).unwrap_err();
        let half = &stored[..stored.len() / 2];
        let error = scan(half, &Limits::USUAL);
        let said = format!("it has {} bytes of {}", half.len(), stored.len());
        assert!(matches!(error.kind(), LayerFaultKind::Stored(why) if *why == said), "{media_type}: {error:?}");
        let mut other = stored.clone();
        other[1 << 20] ^= 1;
        let error = scan(&other, &Limits::USUAL);
        assert!(matches!(error.kind(), LayerFaultKind::Stored(why) if why.starts_with("its digest is")), "{media_type}: {error:?}");
        let error = scan(&stored, &Limits { bytes: 2 << 20, ..Limits::USUAL });
        assert!(matches!(error.kind(), LayerFaultKind::Limit(_)), "{media_type}: {error:?}");
        let failing = stored[..2 << 20].chain(Failing);
        let error = scan_from(failing, media_type, &stored, &diff_id, &Limits::USUAL).unwrap_err();
        assert!(error.source_error().is_some_and(|error| error.to_string() == "reset by peer"), "{media_type}: {error:?}");
    }
}

struct Failing;

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other(SourceError::new(io::Error::new(io::ErrorKind::ConnectionReset, "reset by peer"))))
    }
}
