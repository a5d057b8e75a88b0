//! Attestations: what they speak of, and what they must not show.

use super::{BOTH, check, expected};
use crate::support::{merged, scratch};
use archwright_model::{Digest, Severity};
use archwright_oci::annotation::{ATTESTATION_MANIFEST, PREDICATE_TYPE, REFERENCE_DIGEST, REFERENCE_TYPE};
use archwright_oci::media_type::{IN_TOTO, OCI_CONFIG, OCI_INDEX, OCI_MANIFEST};
use archwright_oci::{
    Descriptor, Document, Expectation, Index, KnownSecrets, Layout, Manifest, NoSecrets, ReadPolicy, Verdict, judge, read_image,
};
use serde_json::{Value, json};

#[test]
fn attestations_are_classified_and_not_counted() {
    let both = expected(BOTH);
    let other = "sha256:0000000000000000000000000000000000000000000000000000000000000000";
    check(
        &both,
        &[("/entries/3/kind/attestation/of", json!(other))],
        &[
            "AW106: attestation DIGEST is of DIGEST which is no image here",
            "AW109 linux/arm64: image DIGEST has no provenance",
            "AW109 linux/arm64: image DIGEST has no SBOM",
        ],
    );
    check(
        &Expectation::default(),
        &[("/entries/3/kind/attestation/of", Value::Null)],
        &["AW106: attestation DIGEST does not say of which image it is"],
    );
    check(
        &Expectation::default(),
        &[("/entries/3/kind", json!("unknown"))],
        &["AW107: entry DIGEST is `unknown/unknown` and no attestation"],
    );
}

const SLSA: &str = "https://slsa.dev/provenance/v0.2";

#[test]
fn a_statement_speaks_of_its_image() {
    let both = expected(BOTH);
    let subjects = "/entries/3/statements/0/statement/read/subjects";
    let other = json!([{ "name": "pkg:docker/x@1", "digest": { "sha256": "0000" } }]);
    check(
        &both,
        &[(subjects, other)],
        &[
            "AW109 linux/arm64: image DIGEST has no provenance",
            &format!("AW115 linux/arm64: `{SLSA}` is attached to image DIGEST and speaks of another digest, as `pkg:docker/x@1`"),
        ],
    );
    // BuildKit names no subject in what it exports without a name.
    check(&Expectation::default(), &[(subjects, json!([]))], &[&format!("AW115 linux/arm64: `{SLSA}` of image DIGEST names no subject")]);
    check(
        &both,
        &[("/entries/3/statements/0/statement/read/predicate-type", json!("other"))],
        &[
            "AW109 linux/arm64: image DIGEST has no provenance",
            &format!("AW108 linux/arm64: statement DIGEST is `other`, its manifest says `{SLSA}`"),
        ],
    );
    check(
        &both,
        &[("/entries/3/statements/0/statement", json!({ "bad": "it is cut" }))],
        &["AW109 linux/arm64: image DIGEST has no provenance", "AW108 linux/arm64: statement DIGEST it is cut"],
    );
}

/// The digest is what counts; that the name is of another place is said once.
#[test]
fn a_statement_names_where_its_image_is_published() {
    let subject = |subject: &str| ("/subject", json!(subject));
    let elsewhere = "AW150: attestations name it in 127.0.0.1:5005/noetl/server, and it is published in ghcr.io/acme/server";
    check(&expected(BOTH), &[subject("ghcr.io/acme/server@sha256:0")], &[elsewhere]);
    for local in ["oci:noetl/server", "docker:noetl/server", "oci-archive:server.tar"] {
        check(&expected(BOTH), &[subject(local)], &[]);
    }
    let file = "/entries/2/statements/0/statement/read/subjects/0/name";
    check(&expected(BOTH), &[(file, json!("server.bin"))], &[]);
}

/// What an annotation calls a layer is nobody's statement.
#[test]
fn only_statements_that_were_read_are_counted() {
    let layer = "/entries/3/manifest/read/manifest/layers/0/mediaType";
    check(
        &expected(BOTH),
        &[(layer, json!("application/octet-stream")), ("/entries/3/statements", json!([]))],
        &[
            &format!("AW110: statement DIGEST is called `{SLSA}` and has media type `application/octet-stream`"),
            "AW109 linux/arm64: image DIGEST has no provenance",
            "AW109 linux/arm64: image DIGEST has no SBOM",
        ],
    );
}

#[test]
fn places_are_named_and_examples_are_no_errors() {
    let exposed = |secret: &str, place: &str| json!({ "secret": secret, "place": place });
    let many = [
        exposed("known", "build argument `A`"),
        exposed("given-password", "`a.b`"),
        exposed("given-secret", "`a.c`"),
        exposed("known", "`a.d`"),
        exposed("known", "`a.e`"),
        exposed("known", "`a.f`"),
        exposed("password", "`a.g`"),
        exposed("named", "`a.h`"),
    ];
    check(
        &expected(BOTH),
        &[("/entries/2/statements/0/statement/read/exposures", json!(many))],
        &[
            &format!(
                "AW114 linux/amd64: `{SLSA}` shows a secret of this run in build argument `A`, the password of a URL in `a.b`, a value whose \
                 name says that it is secret in `a.c`, a secret of this run in `a.d`, and 2 places more"
            ),
            &format!(
                "AW114 linux/amd64: `{SLSA}` shows the password of a URL in `a.g`, a value whose name says that it is secret in `a.h`"
            ),
        ],
    );
}

#[test]
fn an_example_in_a_dockerfile_keeps_nothing_from_being_proven() {
    let (verdict, _) = attested(&json!({ "env": ["URL=postgres://u:dbpass@db/x"] }), &NoSecrets);
    assert_eq!(verdict.findings().iter().map(|finding| finding.severity).collect::<Vec<_>>(), [Severity::Warning]);
    assert!(verdict.proven().is_some());
}

struct Knows(&'static str);

impl KnownSecrets for Knows {
    fn are_in(&self, text: &str) -> bool {
        text.contains(self.0)
    }
}

#[test]
fn a_secret_keeps_an_image_from_being_proven_and_is_not_told() {
    let proxy = json!({ "args": { "build-arg:HTTP_PROXY": "http://me:hunter2@proxy:3128" } });
    let bare = json!({ "note": "hunter2" });
    let none: &dyn KnownSecrets = &NoSecrets;
    for (predicate, secrets, place) in [
        (&proxy, none, "build argument `HTTP_PROXY`"),
        (&proxy, &Knows("hunter2"), "build argument `HTTP_PROXY`"),
        (&bare, &Knows("hunter2"), "`predicate.note`"),
    ] {
        let (verdict, record) = attested(predicate, secrets);
        let [finding] = verdict.findings() else { panic!("{:?}", verdict.findings()) };
        assert_eq!((finding.id.as_str(), finding.platform.map(|platform| platform.to_string())), ("AW114", Some("linux/arm64".into())));
        assert!(finding.message.contains(place) && finding.message.contains(SLSA), "{}", finding.message);
        assert_eq!(verdict.proven(), None);
        let shown = format!("{verdict:?}{record}");
        assert!(!shown.contains("hunter2"), "{shown}");
    }
    let (verdict, _) = attested(&bare, &NoSecrets);
    assert_eq!(verdict.findings(), []);
    assert!(verdict.proven().is_some());
}

/// A statement that was changed on disk is not searched, and is found by its digest.
#[test]
fn a_changed_statement_is_not_what_its_digest_says() {
    let scratch = scratch();
    let (layout, index, statement) = with_statement(&scratch, &json!({}));
    std::fs::write(layout.blob_path(&statement), "{}").unwrap();
    let record = read_image(&layout, &index, &ReadPolicy::PUBLISHED, &NoSecrets).unwrap();
    let verdict = judge(&record, &Expectation::platforms("linux/arm64".parse().unwrap()));
    let ids: Vec<_> = verdict.findings().iter().map(|finding| finding.id.as_str()).collect();
    assert_eq!(ids, ["AW108", "AW108"], "{:?}", verdict.findings());
}

/// The verdict over an arm64 image whose provenance has that predicate, and its record as it would be saved.
fn attested(predicate: &Value, secrets: &dyn KnownSecrets) -> (Verdict, String) {
    let scratch = scratch();
    let (layout, index, _) = with_statement(&scratch, predicate);
    let record = read_image(&layout, &index, &ReadPolicy::PUBLISHED, secrets).unwrap();
    let expected = Expectation { provenance: true, ..Expectation::platforms("linux/arm64".parse().unwrap()) };
    (judge(&record, &expected), serde_json::to_string(&record).unwrap())
}

fn with_statement(scratch: &crate::support::Scratch, predicate: &Value) -> (Layout, Document, Digest) {
    let (layout, index) = merged(scratch);
    let image = index.index().unwrap().manifests[1].clone();
    let subject = json!([{ "name": "pkg:docker/app@1", "digest": { "sha256": image.digest.hex() } }]);
    let statement = json!({ "predicateType": SLSA, "subject": subject, "predicate": predicate }).to_string();
    let digest = layout.add_bytes(statement.as_bytes()).unwrap();
    let mut layer = Descriptor::new(IN_TOTO, digest.clone(), statement.len() as u64);
    layer.annotations.insert(PREDICATE_TYPE.into(), SLSA.into());
    let config = Descriptor::new(OCI_CONFIG, layout.add_bytes(b"{}").unwrap(), 2);
    let manifest = serde_json::to_vec(&Manifest::new(OCI_MANIFEST, config, vec![layer])).unwrap();
    let mut entry = Descriptor::new(OCI_MANIFEST, layout.add_bytes(&manifest).unwrap(), manifest.len() as u64);
    entry.platform = serde_json::from_value(json!({ "os": "unknown", "architecture": "unknown" })).unwrap();
    entry.annotations.insert(REFERENCE_TYPE.into(), ATTESTATION_MANIFEST.into());
    entry.annotations.insert(REFERENCE_DIGEST.into(), image.digest.to_string());
    let index = Document::write(Index::new(OCI_INDEX, vec![image, entry])).unwrap();
    layout.add(&index).unwrap();
    (layout, index.into(), digest)
}
