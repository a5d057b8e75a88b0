//! Bytes, compression and digests of a layer.

use super::tape::{GZIP, PLAIN, Tape, ZSTD, fault, gzip, lines, scan, scan_as, scan_from, zstd};
use archwright_oci::content::{Compression, LayerFault, LayerFaultKind, Limits, layer};
use archwright_oci::{Descriptor, SourceError, digest};
use std::io::{self, Read};

fn archive() -> Vec<u8> {
    Tape::default().directory("etc").file("etc/os-release", b"ID=debian\n").end()
}

fn why(result: Result<impl std::fmt::Debug, LayerFault>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn every_compression_gives_the_same_entries() {
    let archive = archive();
    let (front, back) = archive.split_at(700);
    let skippable = b"\x5a\x2a\x4d\x18\x05\x00\x00\x00hello".to_vec();
    for (media_type, compression, stored) in [
        (PLAIN, Compression::None, archive.clone()),
        (GZIP, Compression::Gzip, gzip(&archive)),
        (GZIP, Compression::Gzip, [gzip(front), gzip(b""), gzip(back)].concat()),
        (ZSTD, Compression::Zstd, zstd(&archive)),
        (ZSTD, Compression::Zstd, [skippable.clone(), zstd(front), skippable.clone(), zstd(back), skippable].concat()),
        ("application/vnd.docker.image.rootfs.diff.tar.gzip", Compression::Gzip, gzip(&archive)),
        ("application/vnd.docker.image.rootfs.diff.tar", Compression::Zstd, zstd(&archive)),
    ] {
        let scan = scan_as(media_type, &stored, &archive).unwrap();
        assert_eq!(lines(&scan), ["/etc/", "/etc/os-release 10"], "{media_type}");
        assert_eq!((scan.compression, scan.size, scan.uncompressed_size), (compression, stored.len() as u64, archive.len() as u64));
        assert_eq!((scan.digest, scan.diff_id), (digest::sha256(&stored), digest::sha256(&archive)));
    }
}

#[test]
fn a_layer_of_no_bytes_is_an_empty_archive() {
    for media_type in [PLAIN, GZIP, ZSTD] {
        assert!(scan_as(media_type, b"", b"").unwrap().entries.is_empty());
    }
    assert!(scan_as(GZIP, &gzip(b""), b"").unwrap().entries.is_empty());
}

#[test]
fn a_layer_is_compressed_as_its_media_type_says() {
    let archive = archive();
    for (media_type, stored, said) in [
        (ZSTD, gzip(&archive), "the media type says zstd, and the first bytes of the layer say gzip"),
        (PLAIN, gzip(&archive), "the media type says no compression, and the first bytes of the layer say gzip"),
        (GZIP, archive.clone(), "the media type says gzip, and the first bytes of the layer say no compression"),
        ("application/vnd.erofs.layer.v1", archive.clone(), "no runtime unpacks a layer of media type `application/vnd.erofs.layer.v1`"),
        (
            "application/vnd.oci.image.layer.v1.tar+gzip+encrypted",
            gzip(&archive),
            "no runtime unpacks a layer of media type `application/vnd.oci.image.layer.v1.tar+gzip+encrypted`",
        ),
    ] {
        assert_eq!(why(scan_as(media_type, &stored, &archive)), said);
    }
}

#[test]
fn every_end_of_a_cut_layer_is_told() {
    let archive = archive();
    for (media_type, stored) in [(PLAIN, archive.clone()), (GZIP, gzip(&archive)), (ZSTD, zstd(&archive))] {
        // Cut on the way: the manifest names the whole.
        let whole = Descriptor::new(media_type, digest::sha256(&stored), stored.len() as u64);
        for length in (0..stored.len()).step_by(7) {
            let error = layer::scan(&stored[..length], &whole, &digest::sha256(&archive), &Limits::USUAL).unwrap_err();
            assert_eq!(error.to_string(), format!("the layer is not what the manifest names: it has {length} bytes of {}", stored.len()));
            // Cut before it was pushed: the manifest names half a layer.
            let cut = scan_as(media_type, &stored[..length], &archive);
            let kind = cut.as_ref().map_err(LayerFault::kind);
            assert!(
                matches!(kind, Err(LayerFaultKind::Undecodable(_) | LayerFaultKind::DiffId { .. } | LayerFaultKind::Compression { .. })),
                "{media_type} {length}: {kind:?}"
            );
        }
    }
}

#[test]
fn every_flipped_byte_is_told() {
    let archive = archive();
    for (media_type, stored) in [(PLAIN, archive.clone()), (GZIP, gzip(&archive)), (ZSTD, zstd(&archive))] {
        for position in 0..stored.len() {
            let mut changed = stored.clone();
            changed[position] ^= 0x20;
            let error = scan_from(changed.as_slice(), media_type, &stored, &digest::sha256(&archive), &Limits::USUAL).unwrap_err();
            assert!(matches!(error.kind(), LayerFaultKind::Stored(_) | LayerFaultKind::Compression { .. }), "{position}: {error:?}");
        }
    }
}

#[test]
fn what_is_pushed_is_what_the_manifest_names() {
    let archive = archive();
    let longer = [archive.as_slice(), &[0; 512]].concat();
    let error = scan_from(longer.as_slice(), PLAIN, &archive, &digest::sha256(&archive), &Limits::USUAL).unwrap_err();
    assert!(error.to_string().ends_with(&format!("it has more than {} bytes", archive.len())), "{error}");
    let other = digest::sha256(b"");
    let error = scan_from(archive.as_slice(), PLAIN, &archive, &other, &Limits::USUAL).unwrap_err();
    let said = format!("uncompressed the layer has the digest {}, the config says {other}", digest::sha256(&archive));
    assert_eq!(error.to_string(), said);
}

#[test]
fn the_digest_is_of_all_that_comes_out() {
    let archive = [archive(), vec![0; 4096]].concat();
    let stored = gzip(&archive);
    assert_eq!(scan_as(GZIP, &stored, &archive).unwrap().uncompressed_size, archive.len() as u64);
    let shorter = &archive[..archive.len() - 1];
    assert!(matches!(scan_as(GZIP, &stored, shorter).unwrap_err().kind(), LayerFaultKind::DiffId { .. }));
}

#[test]
fn garbage_behind_the_compression_is_no_layer() {
    let archive = archive();
    for (media_type, stored) in [(GZIP, gzip(&archive)), (ZSTD, zstd(&archive))] {
        for garbage in [&b"garbage that is no member"[..], &[0; 512]] {
            let stored = [stored.as_slice(), garbage].concat();
            let error = why(scan_as(media_type, &stored, &archive));
            assert!(error.starts_with("the layer cannot be unpacked: "), "{error}");
        }
    }
}

#[test]
fn a_wrong_checksum_inside_of_the_compression_is_told() {
    let archive = archive();
    let mut stored = gzip(&archive);
    let at = stored.len() - 8;
    stored[at] ^= 1;
    assert_eq!(
        why(scan_as(GZIP, &stored, &archive)),
        "the layer cannot be unpacked: corrupt gzip stream does not have a matching checksum"
    );
}

#[test]
fn garbage_behind_the_archive_is_told_and_zeros_are_not() {
    let two = [archive(), archive()].concat();
    let behind = scan(&two).unwrap();
    assert_eq!(lines(&behind).len(), 2);
    let layer = archwright_model::finding::LayerPlace { number: 1, digest: behind.digest.clone() };
    let finding = behind.finding(None, "image", layer.clone()).unwrap();
    assert_eq!((finding.id.as_str(), finding.layer.as_ref()), ("AW125", Some(&layer)));
    let zeros = scan(&[archive(), vec![0; 8192]].concat()).unwrap();
    assert_eq!((zeros.trailing, zeros.finding(None, "image", layer)), (0, None));
    assert!(fault(&Tape::default().file("a", b"x").raw(&[0; 512]).file("b", b"").end()).contains("a single block of zeros"));
}

/// Fails after some bytes.
struct Cut<'a>(&'a [u8]);

impl Read for Cut<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(io::Error::other(SourceError::new(io::Error::new(io::ErrorKind::ConnectionReset, "reset by peer")))),
            read => Ok(read),
        }
    }
}

#[test]
fn a_source_that_fails_is_no_fault_of_the_layer() {
    let archive = archive();
    for (media_type, stored) in [(PLAIN, archive.clone()), (GZIP, gzip(&archive)), (ZSTD, zstd(&archive))] {
        for length in [0, 20, stored.len() / 2, stored.len()] {
            let error = scan_from(Cut(&stored[..length]), media_type, &stored, &digest::sha256(&archive), &Limits::USUAL).unwrap_err();
            assert!(error.source_error().is_some_and(|error| error.to_string() == "reset by peer"), "{media_type} {length}: {error:?}");
            let layer = archwright_model::finding::LayerPlace { number: 1, digest: digest::sha256(&stored) };
            assert_eq!(error.finding(None, "image", layer), None);
        }
    }
}
