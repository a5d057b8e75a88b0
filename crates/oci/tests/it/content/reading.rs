//! The layers of an image, from a layout and from the cache.

use super::tape::{GZIP, PLAIN, Tape, ZSTD, gzip, lines, zstd};
use archwright_model::Digest;
use archwright_model::finding::LayerPlace;
use archwright_oci::content::{LayerFaultKind, ReadSettings, ScanCache, read_layers};
use archwright_oci::media_type::{OCI_CONFIG, OCI_MANIFEST};
use archwright_oci::{Descriptor, ImageConfig, Layout, Manifest, digest};
use camino::Utf8PathBuf;
use std::fs;

struct Image {
    _directory: tempfile::TempDir,
    path: Utf8PathBuf,
    manifest: Manifest,
    config: ImageConfig,
}

impl Image {
    fn new(layers: &[(&str, Vec<u8>, Vec<u8>)]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = Utf8PathBuf::try_from(directory.path().to_owned()).unwrap();
        fs::create_dir_all(path.join("blobs/sha256")).unwrap();
        fs::write(path.join("oci-layout"), r#"{"imageLayoutVersion":"1.0.0"}"#).unwrap();
        let mut descriptors = Vec::new();
        for (media_type, stored, _) in layers {
            let digest = digest::sha256(stored);
            fs::write(path.join("blobs/sha256").join(digest.hex()), stored).unwrap();
            descriptors.push(Descriptor::new(*media_type, digest, stored.len() as u64));
        }
        let diff_ids: Vec<String> = layers.iter().map(|(_, _, archive)| digest::sha256(archive).to_string()).collect();
        let config = serde_json::json!({"os": "linux", "architecture": "amd64", "rootfs": {"type": "layers", "diff_ids": diff_ids}});
        let config = serde_json::from_value(config).unwrap();
        let manifest = Manifest::new(OCI_MANIFEST, Descriptor::new(OCI_CONFIG, digest::sha256(b""), 0), descriptors);
        Self { _directory: directory, path, manifest, config }
    }

    fn read(&self, cache: Option<&ScanCache>) -> Vec<Result<Vec<String>, String>> {
        let layout = Layout::open(self.path.clone()).unwrap();
        let settings = ReadSettings { cache, ..ReadSettings::default() };
        let read = read_layers(&layout, &self.manifest, &self.config, &settings);
        read.into_iter().map(|result| result.map(|scan| lines(&scan)).map_err(|fault| fault.to_string())).collect()
    }

    fn blob(&self, digest: &Digest) -> Utf8PathBuf {
        self.path.join("blobs/sha256").join(digest.hex())
    }
}

fn image() -> Image {
    let (a, b) = (Tape::default().file("a", b"1").end(), Tape::default().file("b", b"22").end());
    Image::new(&[(GZIP, gzip(&a), a.clone()), (ZSTD, zstd(&b), b), (GZIP, gzip(&a), a)])
}

#[test]
fn layers_come_in_order_and_each_says_what_is_wrong_with_it() {
    let mut image = image();
    let (one, two) = (Ok(vec!["/a 1".to_owned()]), Ok(vec!["/b 2".to_owned()]));
    assert_eq!(image.read(None), [one.clone(), two.clone(), one.clone()]);
    fs::remove_file(image.blob(&image.manifest.layers[1].digest)).unwrap();
    assert_eq!(image.read(None), [one.clone(), Err("the layer is not there".into()), one.clone()]);
    image.config.rootfs.diff_ids.pop();
    assert_eq!(image.read(None)[2], Err("the config names no such layer".into()));
    image.manifest.layers[1].media_type = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip".into();
    assert_eq!(image.read(None)[1], Err("the layer is fetched from another place".into()));
}

#[test]
fn what_was_scanned_once_is_read_no_more() {
    let image = image();
    let cache = ScanCache::new(image.path.join("scans"), ScanCache::LIMIT);
    let cold = image.read(Some(&cache));
    assert!(cold.iter().all(Result::is_ok));
    fs::remove_dir_all(image.path.join("blobs")).unwrap();
    assert_eq!(image.read(Some(&cache)), cold);
    assert!(image.read(None).iter().all(Result::is_err));
}

#[test]
fn a_scan_from_the_cache_is_held_against_this_image() {
    let mut image = image();
    let cache = ScanCache::new(image.path.join("scans"), ScanCache::LIMIT);
    image.read(Some(&cache));
    image.manifest.layers[0].size += 1;
    image.manifest.layers[1].media_type = PLAIN.into();
    image.config.rootfs.diff_ids[2] = digest::sha256(b"other");
    let read = image.read(Some(&cache));
    let said = ["it has 131 bytes, and should have 132", "the media type says no compression", "the config says sha256:"];
    for (read, said) in read.iter().zip(said) {
        let Err(error) = read else { panic!("{read:?}") };
        assert!(error.contains(said) || error.contains("and should have"), "{error}");
    }
}

#[test]
fn every_fault_has_its_finding() {
    let archive = Tape::default().file("a", b"").end();
    let other = Tape::default().end();
    let escape = Tape::default().file("../a", b"").end();
    let broken = vec![1; 600];
    let image = Image::new(&[
        (GZIP, broken.clone(), broken.clone()),
        (PLAIN, broken.clone(), broken),
        (PLAIN, archive, other),
        (PLAIN, escape.clone(), escape),
    ]);
    let layout = Layout::open(image.path.clone()).unwrap();
    let read = read_layers(&layout, &image.manifest, &image.config, &ReadSettings::default());
    let ids: Vec<String> = read
        .iter()
        .zip(&image.manifest.layers)
        .enumerate()
        .map(|(position, (read, layer))| {
            let place = LayerPlace { number: position + 1, digest: layer.digest.clone() };
            let finding = read.as_ref().unwrap_err().finding(None, "oci:image", place.clone()).unwrap();
            assert_eq!(finding.layer, Some(place));
            finding.id
        })
        .collect();
    assert_eq!(ids, ["AW122", "AW120", "AW121", "AW124"]);
    assert!(matches!(read[3].as_ref().unwrap_err().kind(), LayerFaultKind::Entry(_)));
}
