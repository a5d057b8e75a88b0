//! What an image's config must not show.

use super::{BOTH, check, expected};
use crate::support::{merged, scratch};
use archwright_model::Severity;
use archwright_oci::{Descriptor, Document, Expectation, KnownSecrets, Manifest, NoSecrets, ReadPolicy, Verdict, judge, read_image};
use serde_json::{Value, json};
use std::fs;

struct Knows(&'static str);

impl KnownSecrets for Knows {
    fn are_in(&self, text: &str) -> bool {
        text.contains(self.0)
    }
}

const TOKEN: &str = "npm_AbC12345xyz";

/// The verdict over an arm64 image after its config was changed.
fn with_config(change: impl FnOnce(&mut Value), secrets: &dyn KnownSecrets) -> Verdict {
    let scratch = scratch();
    let (layout, index) = merged(&scratch);
    let image = layout.document(&index.index().unwrap().manifests[1]).unwrap();
    let manifest = image.manifest().unwrap();
    let mut config: Value = serde_json::from_slice(&fs::read(layout.blob_path(&manifest.config.digest)).unwrap()).unwrap();
    change(&mut config);
    let config = config.to_string();
    let digest = layout.add_bytes(config.as_bytes()).unwrap();
    let config = Descriptor::new(&manifest.config.media_type, digest, config.len() as u64);
    let manifest = Manifest { config, ..manifest.clone() };
    let root = Document::parse(serde_json::to_vec(&manifest).unwrap(), None).unwrap();
    let record = read_image(&layout, &root, &ReadPolicy::PUBLISHED, secrets).unwrap();
    judge(&record, &Expectation::platforms("linux/arm64".parse().unwrap()))
}

#[test]
fn a_secret_in_a_config_keeps_an_image_from_being_proven_and_is_not_told() {
    let change = |config: &mut Value| {
        config["config"]["Env"] = json!([format!("KEEP={TOKEN}")]);
        let line = format!("RUN |1 NPM_TOKEN={TOKEN} /bin/sh -c npm ci # buildkit");
        config["history"].as_array_mut().unwrap().push(json!({ "created_by": line, "empty_layer": true }));
    };
    let verdict = with_config(change, &Knows(TOKEN));
    let [finding] = verdict.findings() else { panic!("{:?}", verdict.findings()) };
    assert_eq!((finding.id.as_str(), finding.platform.map(|platform| platform.to_string())), ("AW116", Some("linux/arm64".into())));
    let places = "a secret of this run in build argument `NPM_TOKEN`, a secret of this run in environment variable `KEEP`";
    assert!(finding.message.ends_with(places), "{}", finding.message);
    assert_eq!(verdict.proven(), None);
    assert!(!format!("{verdict:?}").contains(TOKEN));

    // Somebody else's: the name of the build argument says it.
    let verdict = with_config(change, &NoSecrets);
    let [finding] = verdict.findings() else { panic!("{:?}", verdict.findings()) };
    assert_eq!((finding.id.as_str(), finding.severity), ("AW116", Severity::Error));
    assert!(finding.message.ends_with("a value whose name says that it is secret in build argument `NPM_TOKEN`"), "{}", finding.message);
}

#[test]
fn a_variable_that_may_be_an_example_is_a_warning() {
    let verdict = with_config(|config| config["config"]["Env"] = json!(["DB_PASSWORD=postgres"]), &NoSecrets);
    assert_eq!(verdict.findings().iter().map(|finding| finding.severity).collect::<Vec<_>>(), [Severity::Warning]);
    assert!(verdict.proven().is_some());
    let verdict = with_config(|_| {}, &Knows(TOKEN));
    assert_eq!(verdict.findings(), []);
}

#[test]
fn a_record_that_was_saved_keeps_what_its_config_shows() {
    check(
        &expected(BOTH),
        &[("/entries/0/exposures", json!([{ "secret": "known", "place": "`config.Cmd[0]`" }]))],
        &["AW116 linux/amd64: config DIGEST shows a secret of this run in `config.Cmd[0]`"],
    );
}
