//! Scans that are kept.

use super::tape::{GZIP, Tape, gzip, scan, scan_as};
use archwright_oci::content::{LayerScan, ScanCache};
use archwright_oci::digest;
use camino::Utf8PathBuf;
use std::fs::{self, File};
use std::time::{Duration, SystemTime};

fn cache(limit: u64) -> (tempfile::TempDir, ScanCache) {
    let directory = tempfile::tempdir().unwrap();
    let path = Utf8PathBuf::try_from(directory.path().join("scans")).unwrap();
    (directory, ScanCache::new(path, limit))
}

/// One of everything.
fn full() -> LayerScan {
    let archive = Tape::default()
        .directory("etc")
        .file("etc/os-release", b"ID=debian\n")
        .file("usr/bin/run", b"#!/usr/bin/env python3\n")
        .file("usr/bin/self", &fs::read(std::env::current_exe().unwrap()).unwrap())
        .symlink("link", "etc")
        .hard_link("etc/hard", "etc/os-release")
        .entry(b'3', b"null", b"", b"")
        .entry(b'4', b"disk", b"", b"")
        .entry(b'6', b"pipe", b"", b"")
        .file("etc/.wh.gone", b"")
        .file("etc/.wh..wh..opq", b"")
        .pax(&[("path", b"caf\xe9")])
        .file("cut", b"plain")
        .end();
    scan_as(GZIP, &gzip(&archive), &archive).unwrap()
}

#[test]
fn what_is_kept_comes_back_the_same() {
    let (_directory, cache) = cache(ScanCache::LIMIT);
    let scan = full();
    assert_eq!(cache.load(&scan.digest), None);
    cache.store(&scan).unwrap();
    cache.store(&scan).unwrap();
    assert_eq!(cache.load(&scan.digest).as_ref(), Some(&scan));
    assert_eq!(cache.load(&digest::sha256(b"another")), None);
    assert_eq!(fs::read_dir(cache.directory()).unwrap().count(), 1);
}

#[test]
fn a_broken_file_is_as_good_as_none() {
    let (_directory, cache) = cache(ScanCache::LIMIT);
    let scan = scan(&Tape::default().file("usr/bin/run", b"#!/bin/sh\n").end()).unwrap();
    cache.store(&scan).unwrap();
    let path = fs::read_dir(cache.directory()).unwrap().next().unwrap().unwrap().path();
    let whole = fs::read(&path).unwrap();
    for length in 0..whole.len() {
        fs::write(&path, &whole[..length]).unwrap();
        assert_eq!(cache.load(&scan.digest), None, "{length}");
    }
    for position in 0..whole.len() {
        let mut changed = whole.clone();
        changed[position] ^= 1;
        fs::write(&path, changed).unwrap();
        assert_eq!(cache.load(&scan.digest), None, "{position}");
    }
    // That of another layer under its name.
    let other = self::scan(&Tape::default().file("other", b"").end()).unwrap();
    cache.store(&other).unwrap();
    fs::rename(cache.directory().join(format!("sha256-{}.scan", other.digest.hex())), &path).unwrap();
    assert_eq!(cache.load(&scan.digest), None);
    cache.store(&scan).unwrap();
    assert_eq!(cache.load(&scan.digest), Some(scan));
}

#[test]
fn what_was_used_longest_ago_goes_first() {
    let (_directory, wide) = cache(ScanCache::LIMIT);
    let scans: Vec<LayerScan> = (0..4).map(|number| scan(&Tape::default().file(&format!("file-{number}"), b"").end()).unwrap()).collect();
    let path = |scan: &LayerScan| wide.directory().join(format!("sha256-{}.scan", scan.digest.hex()));
    for (scan, hours) in scans[..3].iter().zip([3, 9, 6]) {
        wide.store(scan).unwrap();
        let old = SystemTime::now() - Duration::from_secs(hours * 3600);
        File::options().append(true).open(path(scan)).unwrap().set_modified(old).unwrap();
    }
    // The oldest is used, and is the youngest then.
    assert!(wide.load(&scans[1].digest).is_some());
    let size = fs::metadata(path(&scans[0])).unwrap().len();
    let narrow = ScanCache::new(wide.directory(), size * 3 + size / 2);
    narrow.store(&scans[3]).unwrap();
    let there: Vec<bool> = scans.iter().map(|scan| path(scan).exists()).collect();
    assert_eq!(there, [true, true, false, true]);
}

#[test]
fn a_cache_that_cannot_be_written_is_an_error_and_cannot_be_read_is_none() {
    let (directory, _) = cache(0);
    let file = Utf8PathBuf::try_from(directory.path().join("file")).unwrap();
    fs::write(&file, "").unwrap();
    let cache = ScanCache::new(file.join("below"), ScanCache::LIMIT);
    let scan = scan(&Tape::default().end()).unwrap();
    assert_eq!(cache.load(&scan.digest), None);
    cache.store(&scan).unwrap_err();
}
