//! A release has one version, though three files have to spell it.

use std::fs;
use std::path::Path;

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

#[test]
fn every_file_names_the_same_version() {
    let version = read("VERSION").trim().to_owned();
    assert_eq!(env!("CARGO_PKG_VERSION"), version, "Cargo.toml");

    // With the digest behind it, where `cargo xtask pin` wrote that.
    let image = format!("image: reg.deeproute.ai/deeproute-public/zzh/system-info-exporter:{version}");
    let manifest = read("k8s/daemonset.yaml");
    let rest = manifest.split_once(&image).map(|(_, rest)| rest).unwrap_or_default();
    assert!(rest.starts_with(['\n', '@']), "k8s/daemonset.yaml does not deploy {version}");
}
