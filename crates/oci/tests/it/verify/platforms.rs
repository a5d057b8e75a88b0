//! The set of platforms.

use super::{check, expected, recorded};
use crate::support::{merged, scratch};
use archwright_model::Platforms;
use archwright_oci::media_type::OCI_INDEX;
use archwright_oci::{Document, Expectation, Index, NoSecrets, ReadPolicy, judge, read_image};
use serde_json::json;

#[test]
fn the_platform_set_equals_the_request() {
    check(
        &expected("linux/amd64,linux/arm64,linux/arm/v7"),
        &[],
        &["AW101 linux/arm/v7: `linux/arm/v7` was asked for and is not there; it has linux/amd64, linux/arm64"],
    );
    check(&expected("linux/arm64"), &[], &["AW102 linux/amd64: `linux/amd64` is there; asked for were linux/arm64"]);
    let twice = [
        ("/entries/1/descriptor/platform", json!({"architecture": "amd64", "os": "linux"})),
        ("/entries/1/config/read/architecture", json!("amd64")),
        ("/entries/1/config/read/variant", json!("")),
    ];
    check(&expected("linux/amd64"), &twice, &["AW104 linux/amd64: `linux/amd64` is there 2 times"]);
    let foreign = [
        ("/entries/1/descriptor/platform", json!({"architecture": "mips64le", "os": "linux"})),
        ("/entries/1/config/read/architecture", json!("mips64le")),
        ("/entries/1/config/read/variant", json!("")),
    ];
    check(&Expectation::default(), &foreign, &["AW113: `linux/mips64le` is there"]);
    check(
        &Expectation::platforms(Platforms::default()),
        &foreign,
        &["AW102 linux/amd64: `linux/amd64` is there; asked for were ", "AW102: `linux/mips64le` is there; asked for were "],
    );
}

#[test]
fn an_index_without_images_is_no_image() {
    let changes = ["0", "1"].map(|entry| (format!("/entries/{entry}/kind"), json!({"attestation": {"of": null}})));
    let changes: Vec<_> = changes.iter().map(|(pointer, value)| (pointer.as_str(), value.clone())).collect();
    let mut record = recorded();
    for (pointer, value) in changes {
        *record.pointer_mut(pointer).unwrap() = value;
    }
    let record = serde_json::from_value(record).unwrap();
    for expected in [Expectation::default(), Expectation::platforms(Platforms::default())] {
        let verdict = judge(&record, &expected);
        assert_eq!((verdict.findings()[0].id.as_str(), verdict.findings()[0].message.as_str()), ("AW101", "it has no image"));
        assert!(!verdict.is_sound());
    }
}

/// Whoever names no platform has nothing to prove.
#[test]
fn nothing_that_was_expected_proves_nothing() {
    let scratch = scratch();
    let (layout, _) = merged(&scratch);
    let empty = Document::write(Index::new(OCI_INDEX, vec![])).unwrap();
    layout.add(&empty).unwrap();
    let record = read_image(&layout, &empty.into(), &ReadPolicy::PUBLISHED, &NoSecrets).unwrap();
    let verdict = judge(&record, &Expectation::platforms(Platforms::default()));
    assert_eq!((verdict.is_sound(), verdict.proven()), (false, None));
}
