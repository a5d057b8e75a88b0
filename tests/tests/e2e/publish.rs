//! What is published: exactly what was asked for, proven, and nothing again that is there already.

use crate::support::{proxy::Proxy, registry::Registry};
use archwright_tests::{engine::command::Command, project::Project};
use serde_json::Value;
use std::time::Duration;

fn tag_outcomes(report: &Value) -> Vec<String> {
    let tags = report["images"][0]["tags"].as_array().expect("the report has tags");
    tags.iter()
        .map(|tag| format!("{} {}", tag["reference"].as_str().unwrap_or_default(), tag["outcome"].as_str().unwrap_or_default()))
        .collect()
}

#[test]
fn two_platforms_are_published_as_one_index_with_an_attestation_each_and_nothing_else() {
    let project = Project::new("app");
    let ended = project.archwright(&["docker-build", "--push"]).run().exits(0);
    let registry = Registry::at(&project.docker.registry);
    let repository = project.repository("app");

    let index = registry.need(&repository, "latest");
    assert_eq!(index.platforms(), ["linux/amd64", "linux/arm64"]);
    assert_eq!(index.attested(), index.images(), "each image has one attestation, and there is no other");
    assert_eq!(registry.tags(&repository), ["1.4.0", "latest"]);
    assert_eq!(registry.need(&repository, "1.4.0"), index);
    for platform in ["linux/amd64", "linux/arm64"] {
        assert_eq!(registry.config_platform(&repository, &index.image(platform)), platform);
        ended
            .stdout
            .lines()
            .find(|line| line.contains(platform) && line.contains("proved:"))
            .unwrap_or_else(|| ended.fail("no line of proof"));
    }
    let ended = ended.tells(&index.digest);

    let report = project.report();
    assert_eq!(report["exit"], 0);
    assert_eq!(report["images"][0]["digest"], index.digest.as_str());
    let names = [project.reference("app", "1.4.0"), project.reference("app", "latest")];
    assert_eq!(tag_outcomes(&report), names.map(|name| format!("{name} created")), "{}", ended.stdout);
}

#[test]
fn the_same_again_is_already_so_and_the_index_under_the_tag_stays() {
    let project = Project::new("app");
    let registry = Registry::at(&project.docker.registry);
    project.archwright(&["docker-build", "--push"]).run().exits(0);
    let before = registry.need(&project.repository("app"), "latest");

    project.archwright(&["docker-build", "--push"]).run().exits(0).tells("already so: builder, index.app, publish");
    assert_eq!(registry.need(&project.repository("app"), "latest"), before);
    assert_eq!(tag_outcomes(&project.report()), ["1.4.0", "latest"].map(|tag| format!("{} already-so", project.reference("app", tag))));
}

/// Somebody made the first tag anew from the same images, without their attestations: the index under the other is kept.
#[test]
fn an_index_that_lacks_something_does_not_hide_a_whole_one() {
    let project = Project::new("app");
    let (registry, repository) = (Registry::at(&project.docker.registry), project.repository("app"));
    project.archwright(&["docker-build", "--push"]).run().exits(0);
    let whole = registry.need(&repository, "1.4.0");
    let images: Vec<_> = whole.images().iter().map(|digest| format!("{}/{repository}@{digest}", project.docker.registry)).collect();
    let latest = project.reference("app", "latest");
    let create = ["buildx", "imagetools", "create", "--builder", &project.builder, "--tag", &latest, &images[0], &images[1]];
    project.docker(&create).run().exits(0);
    assert_eq!(registry.need(&repository, "latest").attested(), Vec::<String>::new());

    project.archwright(&["docker-build", "--push"]).run().exits(0).tells(":latest  moved");
    assert_eq!(registry.need(&repository, "1.4.0"), whole);
    assert_eq!(registry.need(&repository, "latest"), whole);
}

#[test]
fn a_changed_image_moves_its_tags_and_leaves_those_of_other_versions() {
    let project = Project::new("app");
    let registry = Registry::at(&project.docker.registry);
    let repository = project.repository("app");
    project.archwright(&["docker-build", "--push"]).run().exits(0);
    let first = registry.need(&repository, "1.4.0");

    project.write("VERSION", "1.5.0\n");
    project.write("greeting", "hello again\n");
    project.archwright(&["docker-build", "--push"]).run().exits(0).tells(":1.5.0  new").tells(":latest  moved");
    let second = registry.need(&repository, "1.5.0");
    assert_ne!(second.images(), first.images());
    assert_eq!(registry.need(&repository, "latest"), second);
    assert_eq!(registry.need(&repository, "1.4.0"), first);
}

#[test]
fn a_tag_never_loses_a_platform_unless_told_to() {
    let project = Project::new("app");
    let registry = Registry::at(&project.docker.registry);
    let repository = project.repository("app");
    project.archwright(&["docker-build", "--push"]).run().exits(0);
    let both = registry.need(&repository, "latest");

    project.archwright(&["docker-build-amd64", "--push"]).run().exits(2).tells("linux/arm64").tells("--allow-shrink");
    assert_eq!(project.outcome("build"), "skipped", "it is refused before anything is built");
    assert_eq!(registry.need(&repository, "latest"), both);

    project.archwright(&["docker-build-amd64", "--push", "--allow-shrink"]).run().exits(0);
    assert_eq!(registry.need(&repository, "latest").platforms(), ["linux/amd64"]);
}

/// One run tells all that stands in its way.
#[test]
fn each_image_whose_tag_may_not_move_is_told() {
    let project = Project::new("two-images");
    project.write("second.Dockerfile", &project.read("first.Dockerfile"));
    project.archwright(&["docker-build", "--push"]).run().exits(0);
    let ended = project.archwright(&["docker-build-amd64", "--push"]).run().exits(2);
    for image in ["first", "second"] {
        let reference = project.reference(image, "latest");
        assert_eq!(ended.stderr.matches(&format!("{reference} has ")).count(), 1, "{}", ended.stderr);
    }
}

/// Between the reading of a tag and its move lies the whole build.
#[test]
fn a_tag_that_another_publisher_moves_during_the_build_is_theirs() {
    let project = Project::with_own_builder("app");
    let (registry, repository) = (Registry::at(&project.docker.registry), project.repository("app"));
    let proxy = Proxy::before(&project.docker.registry, None);
    let through = format!("{}/{}", proxy.address, project.namespace);
    project.archwright(&["docker-build", "--push", "--registry", &through]).run().exits(0);
    let first = registry.need(&repository, "latest");

    project.write("Dockerfile", &format!("FROM debian:bookworm-slim\nRUN echo {} > /run-id && sleep 3\n", project.namespace));
    let mut run = project.archwright(&["docker-build", "--push", "--registry", &through]).start();
    run.wait_for("RUN echo", Duration::from_secs(60));
    let theirs = first.image("linux/arm64");
    let image = format!("{}/{repository}@{theirs}", project.docker.registry);
    project.docker.on(Command::new("crane").args(["tag", "--insecure", &image, "latest"])).run().exits(0);
    let ended = run.finish(Duration::from_secs(90)).exits(7);

    ended.tells(&format!("{through}/app:latest pointed to {} when the run began, and points to {theirs} now", first.digest));
    assert_eq!(registry.need(&repository, "latest").digest, theirs);
    assert_ne!(registry.need(&repository, "1.4.0"), first, "the tag before it is ours");
    assert_eq!(proxy.puts(), ["1.4.0", "latest", "1.4.0"], "the tag is not put again");
    project.archwright(&["docker-build", "--push", "--registry", &through, "--allow-shrink"]).run().exits(0).tells(":latest  moved");
}

/// Some registries collect what no tag points to, and some of them within the hour: between the proof and the tags lies whatever a
/// user's own step takes.
#[test]
fn what_a_registry_collected_since_the_proof_is_put_again() {
    let project = Project::new("app");
    let (registry, repository) = (Registry::at(&project.docker.registry), project.repository("app"));
    project.write("smoke.sh", COLLECT);
    project.write("rollout.sh", "");
    let image = format!("{}/{repository}", project.docker.registry);
    let run = Command::new(env!("CARGO_BIN_EXE_own-steps")).args(["docker-build", "--push"]).dir(&project.path("."));
    project.docker.on(run).env("IMAGE", &image).run().exits(0);

    let collected = project.read("collected");
    let index = registry.need(&repository, "latest");
    for digest in index.images() {
        assert!(collected.contains(&digest), "{digest} was there all the time: {collected}");
        registry.need(&repository, &digest);
    }
    project.archwright(&["verify", &project.reference("app", "latest"), "--require", "documents"]).run().exits(0);
}

/// Once the image is proven, removes all that BuildKit pushed, as a registry's collector would.
const COLLECT: &str = r#"
until grep -q '"prove.app"' target/archwright/report.json 2>/dev/null; do sleep 0.1; done
for wrapper in $(grep -o 'sha256:[0-9a-f]*' target/archwright/bake/build.json | sort -u); do
    for child in $(crane manifest --insecure "$IMAGE@$wrapper" 2>/dev/null | grep -o 'sha256:[0-9a-f]*' | sort -u); do
        crane delete --insecure "$IMAGE@$child" 2>/dev/null && echo "$child" >> collected
    done
done
exit 0
"#;
