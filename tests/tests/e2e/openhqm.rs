//! `examples/openhqm`: eight flavours of one image, as OpenHQM's guide promises them.

use crate::support::{example, registry::Registry};
use archwright_tests::{engine::command::Command, project::Project};
use std::time::Duration;

const FLAVOURS: [&str; 8] = ["all", "azure", "gcp", "kafka", "minimal", "mqtt", "redis", "sqs"];
const PLATFORMS: [&str; 2] = ["linux/amd64", "linux/arm64"];

/// What builds it for the test registry.
fn build(project: &Project, more: &[&str]) -> Command {
    let place = format!("{}/{}", project.docker.registry, project.namespace);
    let words = ["docker-build", "--all", "--push", "--registry", &place, "--builder", &project.builder];
    project.archwright(&[&words, more].concat()).within(Duration::from_secs(600))
}

/// The suffix of a flavour's tags.
fn suffix(flavour: &str) -> String {
    if flavour == "all" { String::new() } else { format!("-{flavour}") }
}

#[test]
fn the_openhqm_example_has_eight_flavours_for_two_platforms_all_proven_and_tested() {
    let project = example::copy("openhqm");
    build(&project, &[]).run().exits(0).tells("`python -m openhqm check` runs");
    let registry = Registry::at(&project.docker.registry);
    let repository = project.repository("openhqm");
    let version = project.read("VERSION").trim().to_owned();
    let mut expected = Vec::new();
    for flavour in FLAVOURS {
        let (latest, versioned) = (format!("latest{}", suffix(flavour)), format!("{version}{}", suffix(flavour)));
        let index = registry.need(&repository, &latest);
        assert_eq!(index.platforms(), PLATFORMS, "{flavour}");
        assert_eq!(registry.need(&repository, &versioned), index);
        for platform in PLATFORMS {
            let arch = platform.trim_start_matches("linux/");
            expected.extend([format!("{latest}-{arch}"), format!("{versioned}-{arch}")]);
            assert_eq!(registry.need(&repository, &format!("{latest}-{arch}")).digest, index.image(platform), "{flavour} {arch}");
        }
        expected.extend([latest, versioned]);
    }
    expected.sort();
    assert_eq!(registry.tags(&repository), expected);

    let redis = project.reference("openhqm", "latest-redis");
    for (platform, machine) in PLATFORMS.into_iter().zip(["x86_64", "aarch64"]) {
        let ran = project.docker(&["run", "--rm", "--platform", platform, &redis, "check"]).run().exits(0);
        assert_eq!(ran.stdout.trim(), format!("openhqm {version} redis on {machine}: memory, redis"));
    }
    project.archwright(&["verify", &redis, "--platforms", "linux/amd64,linux/arm64"]).run().exits(0);

    let before: Vec<_> = expected.iter().map(|tag| registry.need(&repository, tag)).collect();
    build(&project, &[]).run().exits(0);
    assert_eq!(expected.iter().map(|tag| registry.need(&repository, tag)).collect::<Vec<_>>(), before, "the same again moves nothing");
}

/// F16: OpenHQM's `--build-all` dies at the first flavour that fails, and tells of none.
#[test]
fn f16_a_flavour_that_fails_does_not_stop_the_other_seven_and_no_tag_moves() {
    let project = example::copy_as("openhqm", "openhqm-broken");
    project.edit("Dockerfile", "http.py openhqm/backends/kafka.py", "http.py openhqm/backends/kafkaesque.py");
    let mut ended = build(&project, &["--keep-going"]).run().exits(6).tells("kafkaesque.py");
    for flavour in FLAVOURS.into_iter().filter(|flavour| *flavour != "kafka") {
        assert_eq!(project.outcome(&format!("prove.openhqm:{flavour}")), "done", "{flavour}");
        ended = ended.tells(&format!("openhqm:{flavour}"));
    }
    assert_eq!(project.outcome("build.openhqm:kafka"), "failed");
    assert_eq!(Registry::at(&project.docker.registry).tags(&project.repository("openhqm")), Vec::<String>::new());
}

/// F21: Docker Hub has no `python:3.11-slim-arm64`; one name is all platforms, and BuildKit takes the right one.
#[test]
fn f21_a_base_image_per_architecture_that_nobody_has_is_told_with_its_line() {
    let project = example::copy_as("openhqm", "openhqm-base");
    project.archwright(&["lint"]).run().exits(0);
    project.edit("Dockerfile", "FROM python:3.11-slim AS", "ARG TARGETARCH\nFROM python:3.11-slim-${TARGETARCH} AS");
    project.archwright(&["lint"]).run().exits(10).tells("AW204").tells("Dockerfile:");
    let place = format!("{}/{}", project.docker.registry, project.namespace);
    let one = ["docker-build", "--variant", "minimal", "--push", "--registry", &place, "--builder", &project.builder];
    let ended = project.archwright(&one).run().tells("python:3.11-slim-");
    assert!(!ended.status.success(), "{}", ended.stderr);
    assert_eq!(Registry::at(&project.docker.registry).tags(&project.repository("openhqm")), Vec::<String>::new());
}

/// As the variables of OpenHQM's own script, each below its flag; what is no boolean is refused.
#[test]
fn variables_of_the_project_say_what_is_built() {
    let project = example::copy_as("openhqm", "openhqm-variables");
    let plan = |more: &[&str]| project.archwright(&[&["plan"], more].concat()).env("QUEUE_BACKEND", "redis").env("PLATFORMS", "arm64");
    let ended = plan(&[]).env("IMAGE_NAME", "myregistry.io/queue").env("IMAGE_TAG", "try").env("PUSH", "true").run().exits(0);
    ended.tells("myregistry.io/queue:try-redis").tells("platforms  linux/arm64 ").never_tells("try-kafka");
    plan(&["--variant", "kafka"]).run().exits(0).tells("openhqm:kafka").never_tells("openhqm:redis\n");
    plan(&[]).env("PUSH", "perhaps").run().exits(2).tells("PUSH").tells("perhaps");
}
