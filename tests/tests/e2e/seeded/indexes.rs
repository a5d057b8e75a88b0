//! Images whose documents lie, put together by hand in the real registry.

use super::{BOTH, build, found, images};
use crate::support::registry::{Published, Registry};
use archwright_tests::{engine::command::Command, project::Project};
use serde_json::{Value, json};
use std::fs;

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

/// A good image for both platforms, without attestations, and its index.
fn good() -> (Project, Registry, Published) {
    let project = Project::new("app");
    images(&project, "FROM scratch\nARG TARGETARCH\nCOPY static-${TARGETARCH} /app\nENTRYPOINT [\"/app\"]\n");
    build(&project, BOTH);
    let registry = Registry::at(&project.docker.registry);
    let index = registry.need(&project.repository("app"), "seeded");
    (project, registry, index)
}

/// Puts an index, and gives its reference by digest.
fn put(project: &Project, registry: &Registry, index: &Value) -> String {
    let digest = registry.push_manifest(&project.repository("app"), None, index);
    format!("{}/{}@{digest}", project.docker.registry, project.repository("app"))
}

#[test]
fn a_good_one_has_no_finding() {
    let (project, _, index) = good();
    let reference = format!("{}/{}@{}", project.docker.registry, project.repository("app"), index.digest);
    assert_eq!(found(&project, &reference), Vec::<[String; 3]>::new());
    project.archwright(&["verify", &reference, "--platforms", BOTH]).run().exits(0).tells("proven");
}

#[test]
fn an_entry_that_lies_about_its_platform() {
    let (project, registry, index) = good();
    let mut lying = index.document.clone();
    for entry in lying["manifests"].as_array_mut().expect("entries") {
        let other = if entry["platform"]["architecture"] == "amd64" { "arm64" } else { "amd64" };
        entry["platform"]["architecture"] = other.into();
    }
    let found = found(&project, &put(&project, &registry, &lying));
    let expected =
        [["AW103", "linux/amd64", ""], ["AW103", "linux/arm64", ""], ["AW131", "linux/amd64", "/app"], ["AW131", "linux/arm64", "/app"]];
    assert_eq!(found, expected.map(|finding| finding.map(str::to_owned)));
}

#[test]
fn a_config_that_lies_about_its_platform() {
    let (project, registry, index) = good();
    let repository = project.repository("app");
    let mut manifest = registry.need(&repository, &index.image("linux/arm64")).document;
    let mut config = registry.blob(&repository, manifest["config"]["digest"].as_str().expect("a digest"));
    config["architecture"] = "amd64".into();
    let text = config.to_string();
    manifest["config"]["digest"] = registry.push_blob(&repository, text.as_bytes()).into();
    manifest["config"]["size"] = text.len().into();
    let digest = registry.push_manifest(&repository, None, &manifest);
    let mut lying = index.document.clone();
    let entries = lying["manifests"].as_array_mut().expect("entries");
    let entry = entries.iter_mut().find(|entry| entry["platform"]["architecture"] == "arm64").expect("arm64");
    entry["digest"] = digest.clone().into();
    entry["size"] = registry.size(&repository, &digest).into();
    assert_eq!(found(&project, &put(&project, &registry, &lying)), [["AW103", "linux/arm64", ""].map(str::to_owned)]);
}

#[test]
fn a_platform_that_is_missing_and_one_that_is_there_twice() {
    let (project, registry, index) = good();
    let entries = index.document["manifests"].as_array().expect("entries").clone();
    let is = |entry: &Value, arch: &str| entry["platform"]["architecture"] == arch;
    let mut one = index.document.clone();
    one["manifests"] = entries.iter().filter(|entry| is(entry, "amd64")).cloned().collect();
    let missing = put(&project, &registry, &one);
    project.archwright(&["verify", &missing, "--platforms", BOTH]).run().exits(9).tells("AW101 linux/arm64");
    let mut twice = index.document.clone();
    twice["manifests"] = entries.iter().chain(entries.iter().filter(|entry| is(entry, "arm64"))).cloned().collect();
    assert_eq!(found(&project, &put(&project, &registry, &twice)), [["AW104", "linux/arm64", ""].map(str::to_owned)]);
}

#[test]
fn a_layer_that_is_cut() {
    let (project, registry, _) = good();
    let repository = project.repository("app");
    // gzip of a tar: the bytes have their digest, and end in the middle.
    project.write("greeting", &"something to pack\n".repeat(20_000));
    Command::new("tar").args(["-czf", "layer.tar.gz", "greeting"]).dir(&project.path(".")).run().exits(0);
    let mut layer = fs::read(project.path("layer.tar.gz")).expect("a layer");
    layer.truncate(layer.len() / 2);
    let config = json!({ "architecture": "amd64", "os": "linux", "rootfs": { "type": "layers", "diff_ids": [format!("sha256:{}", "0".repeat(64))] } });
    let text = config.to_string();
    let manifest = json!({
        "schemaVersion": 2, "mediaType": MANIFEST,
        "config": { "mediaType": "application/vnd.oci.image.config.v1+json", "digest": registry.push_blob(&repository, text.as_bytes()), "size": text.len() },
        "layers": [{ "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "digest": registry.push_blob(&repository, &layer), "size": layer.len() }],
    });
    let digest = registry.push_manifest(&repository, None, &manifest);
    let reference = format!("{}/{repository}@{digest}", project.docker.registry);
    let ended = project.archwright(&["verify", &reference]).run().exits(9);
    ended.tells("AW120 linux/amd64").tells("(layer 1, sha256:").tells("cannot be unpacked");
}
