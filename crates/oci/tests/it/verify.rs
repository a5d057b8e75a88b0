//! Verdicts over an image that was read, and over the same record with one thing changed.

mod attestations;
mod config;
mod platforms;

use crate::support::{merged, scratch};
use archwright_model::Severity;
use archwright_oci::{Expectation, ImageRecord, NoSecrets, ReadPolicy, judge, read_image};
use serde_json::{Value, json};

fn recorded() -> Value {
    let scratch = scratch();
    let (layout, index) = merged(&scratch);
    let mut record = serde_json::to_value(read_image(&layout, &index, &ReadPolicy::PUBLISHED, &NoSecrets).unwrap()).unwrap();
    record["subject"] = "127.0.0.1:5005/noetl/server".into();
    record
}

fn expected(platforms: &str) -> Expectation {
    Expectation { provenance: true, sbom: true, ..Expectation::platforms(platforms.parse().unwrap()) }
}

/// Judges the record after setting each pointer to its value; findings as `ID platform: message`, digests shortened.
#[track_caller]
fn check(expectation: &Expectation, changes: &[(&str, Value)], findings: &[&str]) {
    let mut value = recorded();
    for (pointer, new) in changes {
        *value.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer} is not in the record")) = new.clone();
    }
    let record: ImageRecord = serde_json::from_value(value).unwrap();
    let verdict = judge(&record, expectation);
    let show = |finding: &archwright_model::Finding| {
        let platform = finding.platform.map(|platform| format!(" {platform}")).unwrap_or_default();
        format!("{}{platform}: {}", finding.id, shorten(&finding.message))
    };
    let got: Vec<_> = verdict.findings().iter().map(show).collect();
    assert_eq!(got, findings);
    let failed = verdict.findings().iter().any(|finding| finding.severity == Severity::Error);
    assert_eq!(verdict.is_sound(), !failed);
    assert_eq!(verdict.proven(), None, "a record that was saved proves nothing");
}

fn shorten(message: &str) -> String {
    message.split(' ').map(|word| if word.starts_with("sha256:") { "DIGEST" } else { word }).collect::<Vec<_>>().join(" ")
}

const BOTH: &str = "linux/amd64,linux/arm64";

#[test]
fn a_good_image_is_proven_platform_by_platform() {
    check(&expected(BOTH), &[], &[]);
    check(&Expectation::default(), &[], &[]);
    check(&expected("arm64/v8,x86_64"), &[], &[]);
    let scratch = scratch();
    let (layout, index) = merged(&scratch);
    let record = read_image(&layout, &index, &ReadPolicy::PUBLISHED, &NoSecrets).unwrap();
    let verdict = judge(&record, &expected(BOTH));
    let proven = verdict.proven().unwrap();
    assert_eq!((proven.digest(), proven.place()), (&record.root().digest, format!("oci:{}", layout.path()).as_str()));
    assert_eq!(judge(&record, &Expectation::default()).proven(), None, "nobody said which platforms");
    let proof = &verdict.platforms()[1];
    assert_eq!(proof.platform.to_string(), "linux/arm64");
    assert_eq!(proof.proved, ["index entry", "config names 2 layers", "config linux/arm64", "2 layers have their digests"]);
    assert_eq!(proof.attestations, ["https://slsa.dev/provenance/v0.2", "https://spdx.dev/Document"]);
    assert_eq!(proof.layers, 2);
    assert!(proof.layer_bytes > 100);
    assert_eq!(judge(&record, &expected(BOTH)), verdict);
}

#[test]
fn every_image_is_what_its_entry_says() {
    let both = expected(BOTH);
    check(
        &both,
        &[("/entries/1/config/read/architecture", json!("amd64")), ("/entries/1/config/read/variant", json!(""))],
        &["AW103 linux/arm64: the config says `linux/amd64`, the index entry `linux/arm64`"],
    );
    check(&both, &[("/entries/1/config/read/variant", json!(""))], &[]);
    check(
        &both,
        &[("/entries/1/config/read/os", json!(""))],
        &["AW103 linux/arm64: the config says `/arm64/v8`, the index entry `linux/arm64`"],
    );
    check(&both, &[("/entries/0/config/read/rootfs/diff_ids", json!([]))], &["AW112 linux/amd64: the manifest has 2 layers, its config 0"]);
    check(&both, &[("/entries/0/descriptor/size", json!(1))], &["AW108 linux/amd64: manifest DIGEST has 664 bytes, its entry says 1"]);
    check(
        &both,
        &[("/entries/0/manifest", json!({"bad": "it is cut"})), ("/entries/0/config", json!("not-asked")), ("/entries/0/blobs", json!([]))],
        &["AW108 linux/amd64: manifest DIGEST it is cut"],
    );
    check(&both, &[("/entries/0/manifest", json!("missing"))], &["AW105 linux/amd64: manifest DIGEST is not there"]);
    check(
        &both,
        &[
            ("/entries/0/manifest", json!("unsupported")),
            ("/entries/0/descriptor/mediaType", json!("application/vnd.oci.image.index.v1+json")),
        ],
        &["AW110 linux/amd64: entry DIGEST is an index inside the index"],
    );
    check(
        &both,
        &[("/entries/0/config", json!("unsupported")), ("/entries/0/manifest/read/manifest/config/mediaType", json!("x/y"))],
        &["AW110 linux/amd64: its config has media type `x/y`, so it is no container image"],
    );
}

#[test]
fn every_blob_exists_with_its_size() {
    let both = expected(BOTH);
    check(&both, &[("/entries/1/blobs/2/state", json!("missing"))], &["AW105 linux/arm64: layer 2 DIGEST is not there"]);
    check(
        &both,
        &[("/entries/1/blobs/0/state", json!("missing")), ("/entries/1/config", json!("missing"))],
        &["AW105 linux/arm64: config DIGEST is not there"],
    );
    check(&both, &[("/entries/1/blobs/1/state", json!({"present": null}))], &[]);
    check(
        &both,
        &[("/entries/1/blobs/1/state", json!({"present": 5})), ("/entries/1/blobs/1/size", json!(6))],
        &["AW108 linux/arm64: layer 1 DIGEST has 5 bytes, the manifest says 6"],
    );
    check(
        &both,
        &[("/entries/1/blobs/1/state", json!({"hashed": 5})), ("/entries/1/blobs/1/size", json!(6))],
        &["AW108 linux/arm64: layer 1 DIGEST has 5 bytes, the manifest says 6"],
    );
    check(
        &both,
        &[("/entries/1/blobs/1/state", json!({"bad": "its bytes are others"}))],
        &["AW108 linux/arm64: layer 1 DIGEST its bytes are others"],
    );
    check(&both, &[("/entries/2/blobs/1/state", json!("missing"))], &["AW105: layer 1 DIGEST is not there"]);
}

#[test]
fn an_image_without_an_index_is_of_its_configs_platform() {
    let scratch = scratch();
    let (layout, index) = merged(&scratch);
    let root = layout.document(&index.index().unwrap().manifests[1]).unwrap();
    let record = read_image(&layout, &root, &ReadPolicy::PUBLISHED, &NoSecrets).unwrap();
    let verdict = judge(&record, &Expectation::platforms("linux/arm64".parse().unwrap()));
    assert_eq!(verdict.findings(), []);
    assert_eq!(verdict.platforms()[0].proved, ["config names 2 layers", "config linux/arm64", "2 layers have their digests"]);
    let wrong = judge(&record, &Expectation::platforms("linux/amd64".parse().unwrap()));
    assert_eq!(wrong.findings().iter().map(|finding| finding.id.as_str()).collect::<Vec<_>>(), ["AW101", "AW102"]);
}
