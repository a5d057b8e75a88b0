//! `promote`: what is published and proven gets other names, with all that is attached to it.

use crate::support::{proxy::Proxy, registry::Registry, second_registry::SecondRegistry};
use archwright_tests::{engine::command::Command, project::Project};
use std::time::Duration;

struct Promoting {
    project: Project,
    second: SecondRegistry,
    digest: String,
}

impl Promoting {
    fn new() -> Self {
        let project = Project::new("app");
        // Nothing but what the test itself says: the proof looks into every file.
        project.write("Dockerfile", "FROM scratch\nCOPY greeting /greeting\n");
        project.archwright(&["docker-build", "--push"]).run().exits(0);
        let digest = Registry::at(&project.docker.registry).need(&project.repository("app"), "latest").digest;
        let second = SecondRegistry::beside(&project);
        Self { project, second, digest }
    }

    fn source(&self) -> String {
        format!("{}/{}@{}", self.project.docker.registry, self.project.repository("app"), self.digest)
    }

    fn promote(&self, to: &[&str]) -> Command {
        let to: Vec<_> = to.iter().map(|tag| format!("{}/prod/app:{tag}", self.second.address)).collect();
        let to: Vec<_> = to.iter().map(String::as_str).collect();
        self.project.archwright(&[&["promote", &self.source()], to.as_slice()].concat())
    }

    fn there(&self) -> Registry {
        Registry::at(&self.second.address)
    }
}

#[test]
fn an_image_is_copied_with_its_attestations_and_what_refers_to_it() {
    let promoting = Promoting::new();
    // A signature, as `oras attach` makes one.
    let [registry, repository] = [promoting.project.docker.registry.clone(), promoting.project.repository("app")];
    let signature = attach(&registry, &repository, &promoting.digest, b"signed by nobody");

    promoting.promote(&["latest", "1.4.0"]).run().exits(0).tells(":1.4.0  new").tells(":latest  new").tells(&promoting.digest);
    let there = promoting.there();
    let copied = there.need("prod/app", "latest");
    assert_eq!(copied, Registry::at(&registry).need(&repository, "latest"));
    assert_eq!(copied.attested(), copied.images());
    for digest in copied.images().iter().chain(&copied.attestations()) {
        there.need("prod/app", digest);
    }
    there.need("prod/app", &signature);
    let list = there.need("prod/app", &promoting.digest.replace(':', "-"));
    assert_eq!(list.images(), [signature]);
    promoting.promote(&["latest", "1.4.0"]).run().exits(0).tells(":1.4.0  already so").tells(":latest  already so");
}

#[test]
fn what_is_not_proven_is_not_promoted() {
    let promoting = Promoting::new();
    let [registry, repository] = [promoting.project.docker.registry.clone(), promoting.project.repository("app")];
    let here = Registry::at(&registry);
    let broken = here.need(&repository, "latest").image("linux/arm64");
    here.delete(&repository, &broken);
    let ended = promoting.promote(&["latest"]).run().exits(9);
    ended.tells("is not proven, and is not promoted").tells("AW105").tells("no tag was moved");
    assert_eq!(promoting.there().find("prod/app", "latest"), None);
}

#[test]
fn a_tag_neither_loses_platforms_nor_goes_back() {
    let promoting = Promoting::new();
    promoting.promote(&["1.4.0", "latest"]).run().exits(0);
    let both = promoting.there().need("prod/app", "latest");
    let one = Registry::at(&promoting.project.docker.registry).need(&promoting.project.repository("app"), "latest").image("linux/amd64");
    let smaller = Promoting { digest: one, ..promoting };
    smaller.promote(&["latest"]).run().exits(2).tells("would leave it without linux/arm64").tells("--allow-shrink");

    let older = Promoting { digest: both.digest.clone(), ..smaller };
    older.project.write("greeting", "an older one\n");
    older.project.archwright(&["docker-build", "--push", "--tag", "1.3.0"]).run().exits(0);
    let digest = Registry::at(&older.project.docker.registry).need(&older.project.repository("app"), "1.3.0").digest;
    let older = Promoting { digest, ..older };
    older.promote(&["1.3.0", "latest"]).run().exits(2).tells(":latest is at 1.4.0, and 1.3.0").tells("--allow-downgrade");
    older.promote(&["1.3.0"]).run().exits(0).tells(":1.3.0  new");
    assert_eq!(older.there().need("prod/app", "latest"), both);
}

#[test]
fn a_source_without_a_digest_is_refused_with_the_one_it_has() {
    let promoting = Promoting::new();
    let tag = promoting.project.reference("app", "latest");
    let to = format!("{}/prod/app:1", promoting.second.address);
    let ended = promoting.project.archwright(&["promote", &tag, &to]).run().exits(2);
    ended.tells("names no digest").tells(&promoting.digest);
    promoting.project.archwright(&["promote", &promoting.source(), &to.replace(":1", "")]).run().exits(2).tells("names no tag");
}

/// What cosign keeps under tags goes along; what the destination has more of stays.
#[test]
fn signatures_under_tags_are_copied() {
    let promoting = Promoting::new();
    let [registry, repository] = [promoting.project.docker.registry.clone(), promoting.project.repository("app")];
    let child = Registry::at(&registry).need(&repository, &promoting.digest).image("linux/arm64");
    let tag = |digest: &str, kind: &str| format!("{}.{kind}", digest.replace(':', "-"));
    let there = promoting.there();
    let signed = sign(&Registry::at(&registry), &repository, &tag(&promoting.digest, "sig"), &["one"]);
    let attested = sign(&Registry::at(&registry), &repository, &tag(&child, "att"), &["of one platform"]);
    promoting.promote(&["1.4.0"]).run().exits(0);
    assert_eq!(there.need("prod/app", &tag(&promoting.digest, "sig")).digest, signed);
    assert_eq!(there.need("prod/app", &tag(&child, "att")).digest, attested);

    let more = sign(&there, "prod/app", &tag(&promoting.digest, "sig"), &["one", "two"]);
    promoting.promote(&["latest"]).run().exits(0);
    assert_eq!(there.need("prod/app", &tag(&promoting.digest, "sig")).digest, more);
    sign(&there, "prod/app", &tag(&promoting.digest, "sig"), &["another"]);
    let ended = promoting.promote(&["1.4"]).run().exits(9).tells("neither holds all of the other");
    ended.tells("no tag was moved: `archwright promote ");
    assert_eq!(there.find("prod/app", "1.4"), None);
}

#[test]
fn a_write_once_tag_of_the_project_keeps_its_image() {
    let promoting = Promoting::new();
    promoting.project.edit(
        "archwright.toml",
        "tags = [\"latest\", \"{version}\"]",
        "tags = [\"latest\", \"{version}\"]\nwrite-once = [\"{version}\"]",
    );
    promoting.promote(&["1.4.0", "latest"]).run().exits(0);
    promoting.promote(&["1.4.0"]).run().exits(0).tells(":1.4.0  already so");
    let first = promoting.there().need("prod/app", "1.4.0");
    promoting.project.write("greeting", "another one\n");
    promoting.project.archwright(&["docker-build", "--push", "--tag", "1.4.1"]).run().exits(0);
    let digest = Registry::at(&promoting.project.docker.registry).need(&promoting.project.repository("app"), "1.4.1").digest;
    let other = Promoting { digest, ..promoting };
    let ended = other.promote(&["1.4.0", "latest"]).run().exits(2);
    ended.tells(":1.4.0 is write-once, and has sha256:").tells("promote under another tag");
    assert_eq!([other.there().need("prod/app", "1.4.0"), other.there().need("prod/app", "latest")], [first.clone(), first]);
    other.promote(&["1.4.1", "latest"]).run().exits(0).tells(":latest  moved");
}

/// Tags that mean one image first, in every registry; what is left is done by the command that is named.
#[test]
fn a_promotion_that_stops_names_what_goes_on() {
    let promoting = Promoting::new();
    let proxy = Proxy::before(&promoting.second.address, Some(2));
    let home = format!("{}/{}/prod", promoting.project.docker.registry, promoting.project.namespace);
    let to = |tag: &str| [format!("{home}:{tag}"), format!("{}/far/app:{tag}", proxy.address)];
    let words = [vec!["promote".to_owned(), promoting.source()], [to("latest"), to("1.4.0")].concat()].concat();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    // The children, the index and one tag of the second registry get through.
    let run = promoting.project.archwright(&words).start();
    proxy.wait_for_puts(2, Duration::from_secs(60));
    proxy.cut();
    let ended = run.finish(Duration::from_secs(60)).exits(7);
    let ended = ended.tells(&format!("`archwright {}` goes on", words.join(" ")));
    let there = promoting.there();
    assert_eq!(there.tags("far/app"), ["1.4.0"], "{}", ended.stderr);
    let here = Registry::at(&promoting.project.docker.registry);
    let repository = format!("{}/prod", promoting.project.namespace);
    assert_eq!(here.tags(&repository), ["1.4.0", "latest"]);
    proxy.mend();
    promoting.project.archwright(&words).run().exits(0).tells("/far/app:latest  new").tells(":1.4.0  already so");
    assert_eq!(there.need("far/app", "latest"), here.need(&repository, "latest"));
}

/// Puts signatures as cosign does: one image under that tag, a layer for each; its digest.
fn sign(registry: &Registry, repository: &str, tag: &str, signatures: &[&str]) -> String {
    let layers = signatures.iter().map(|text| {
        let digest = registry.push_blob(repository, text.as_bytes());
        serde_json::json!({ "mediaType": "application/vnd.dev.cosign.simplesigning.v1+json", "digest": digest, "size": text.len() })
    });
    let manifest = serde_json::json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": { "mediaType": "application/vnd.oci.image.config.v1+json", "digest": registry.push_blob(repository, b"{}"), "size": 2 },
        "layers": layers.collect::<Vec<_>>(),
    });
    registry.push_manifest(repository, Some(tag), &manifest)
}

/// Puts a manifest that refers to another one by its `subject`; its digest.
fn attach(registry: &str, repository: &str, subject: &str, content: &[u8]) -> String {
    let registry = Registry::at(registry);
    let layer = registry.push_blob(repository, content);
    let empty = registry.push_blob(repository, b"{}");
    let kind = "application/vnd.oci.image.manifest.v1+json";
    let signature = serde_json::json!({
        "schemaVersion": 2,
        "mediaType": kind,
        "artifactType": "application/vnd.example.signature",
        "config": { "mediaType": "application/vnd.oci.empty.v1+json", "digest": empty, "size": 2 },
        "layers": [{ "mediaType": "application/octet-stream", "digest": layer, "size": content.len() }],
        "subject": {
            "mediaType": "application/vnd.oci.image.index.v1+json",
            "digest": subject,
            "size": registry.size(repository, subject),
        },
    });
    let digest = registry.push_manifest(repository, None, &signature);
    // This registry keeps no list of referrers (distribution 2.8): clients do, under a tag of the subject's digest.
    let list = serde_json::json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.index.v1+json",
        "manifests": [{ "mediaType": kind, "digest": digest, "size": signature.to_string().len() }],
    });
    registry.push_manifest(repository, Some(&subject.replace(':', "-")), &list);
    digest
}
