//! What stands under a tag: annotations where registries look for them, attestations that name what was really published.

use crate::support::registry::Registry;
use archwright_tests::project::Project;
use serde_json::Value;

struct Published {
    project: Project,
    registry: Registry,
    repository: String,
}

impl Published {
    /// The image `app` with these keys, and one run that pushes it.
    fn with(keys: &str, args: &[&str]) -> Self {
        let project = Project::new("app");
        let (registry, repository) = (Registry::at(&project.docker.registry), project.repository("app"));
        project.edit("archwright.toml", "[image.app]\n", &format!("[image.app]\n{keys}\n"));
        project.archwright(&[&["docker-build", "--push"], args].concat()).run().exits(0);
        Self { project, registry, repository }
    }

    fn document(&self, reference: &str) -> Value {
        self.registry.need(&self.repository, reference).document
    }

    /// The subjects of every statement under a tag, by the image that they are attached to.
    fn subjects(&self, tag: &str) -> Vec<(String, Vec<String>)> {
        let index = self.registry.need(&self.repository, tag);
        let statement = |attestation: &String| {
            let manifest = self.document(attestation);
            let config = self.registry.blob(&self.repository, manifest["config"]["digest"].as_str().expect("a config"));
            let layer = manifest["layers"][0]["digest"].clone();
            assert_eq!(config["rootfs"]["diff_ids"][0], layer, "the config lists the statement");
            self.registry.blob(&self.repository, layer.as_str().expect("a statement"))
        };
        let told = |statement: Value| {
            let subjects = statement["subject"].as_array().cloned().unwrap_or_default();
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let names = subjects.iter().map(|subject| text(&subject["name"])).collect();
            (format!("sha256:{}", text(&subjects[0]["digest"]["sha256"])), names)
        };
        index.attestations().iter().map(statement).map(told).collect()
    }
}

const DESCRIBED: &str = "labels = { \"org.opencontainers.image.source\" = \"https://example.org/app\", team = \"a\" }\n\
     annotations = { \"org.opencontainers.image.description\" = \"The app, in short\" }";

#[test]
fn an_index_says_what_its_image_says() {
    let published = Published::with(DESCRIBED, &[]);
    let index = published.document("latest");
    let said = serde_json::json!({
        "org.opencontainers.image.description": "The app, in short",
        "org.opencontainers.image.source": "https://example.org/app",
    });
    assert_eq!(index["annotations"], said);
    published.project.archwright(&["docker-build", "--push"]).run().exits(0).tells("already so: builder, index.app, publish");

    // Another description is another index, over the same images.
    published.project.edit("archwright.toml", "in short", "at length");
    published.project.archwright(&["docker-build", "--push"]).run().exits(0).tells(":latest  moved");
    let other = published.registry.need(&published.repository, "latest");
    assert_eq!(other.document["annotations"]["org.opencontainers.image.description"], "The app, at length");
    assert_eq!(other.document["manifests"][0], index["manifests"][0]);
}

/// AWS Lambda refuses indexes; GHCR reads a bare manifest's own annotations.
#[test]
fn one_platform_without_attestations_is_a_bare_manifest_that_says_it_itself() {
    let published = Published::with(&format!("{DESCRIBED}\nprovenance = \"off\""), &["--platforms", "linux/arm64"]);
    let manifest = published.document("latest");
    assert_eq!(manifest["mediaType"], "application/vnd.oci.image.manifest.v1+json");
    assert_eq!(manifest["annotations"]["org.opencontainers.image.description"], "The app, in short");
    let again = ["docker-build", "--push", "--platforms", "linux/arm64"];
    published.project.archwright(&again).run().exits(0).tells("already so: builder, index.app, publish");
}

#[test]
fn attestations_name_what_was_published_and_nothing_else() {
    let published = Published::with("sbom = false", &[]);
    let index = published.registry.need(&published.repository, "latest");
    let place = format!("{}/{}", published.project.docker.registry.replace(':', "%3A"), published.repository);
    let names = |platform: &str| ["1.4.0", "latest"].map(|tag| format!("pkg:docker/{place}@{tag}?platform=linux%2F{platform}")).to_vec();
    let expected = ["amd64", "arm64"].map(|platform| (index.image(&format!("linux/{platform}")), names(platform)));
    assert_eq!(published.subjects("latest"), expected);

    // As BuildKit itself names what it exports under these names.
    published.project.archwright(&["docker-build", "--output", "oci:layout"]).run().exits(0);
    let exported = std::fs::read_dir(published.project.path("layout/blobs/sha256")).expect("the layout").flatten();
    let text: String = exported.map(|blob| String::from_utf8_lossy(&std::fs::read(blob.path()).expect("a blob")).into_owned()).collect();
    for name in names("amd64").iter().chain(&names("arm64")) {
        assert!(text.contains(name.as_str()), "BuildKit does not call it {name}");
    }
}

/// The images are the same, the names are not: what is attested has to be said of the new name too.
#[test]
fn a_new_tag_is_named_by_the_attestations_under_it() {
    let published = Published::with("sbom = false", &[]);
    published.project.archwright(&["docker-build", "--push", "--tag", "nightly"]).run().exits(0).tells(":nightly  new");
    for (_, names) in published.subjects("nightly") {
        assert!(names.len() == 1 && names[0].contains("@nightly?"), "{names:?}");
    }
    for (_, names) in published.subjects("latest") {
        assert!(names.iter().any(|name| name.contains("@latest?")), "{names:?}");
    }
}

#[test]
fn what_buildkit_pushed_around_single_platforms_is_named_in_the_report() {
    let published = Published::with("sbom = false", &[]);
    let report = published.project.report();
    let untagged: Vec<_> = report["images"][0]["untagged"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    assert_eq!(untagged.len(), 2, "{report:#}");
    let images = published.registry.need(&published.repository, "latest").images();
    for (digest, image) in untagged.iter().zip(["linux/amd64", "linux/arm64"]) {
        let wrapper = published.registry.need(&published.repository, digest);
        assert_eq!(wrapper.platforms(), [image]);
        assert!(images.contains(&wrapper.images()[0]));
    }
    // Where no tag moved, that is all there is to say.
    published.project.archwright(&["docker-build", "--push"]).run().exits(0).tells(":latest  already so").never_tells("left without a tag");
    assert_eq!(published.project.report()["images"][0]["untagged"].as_array().map(Vec::len), Some(2));
}
