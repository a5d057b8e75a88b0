//! Variants of an image, and images that build on others of the project.

use crate::support::{binaries::file_in_image, registry::Registry};
use archwright_tests::project::Project;

const VARIANTS: &str = "
[image.app.variant.redis]
build-args = { BACKEND = \"redis\" }

[image.app.variant.kafka]
build-args = { BACKEND = \"kafka\" }
";

#[test]
fn each_variant_is_published_for_all_platforms_under_tags_with_its_suffix() {
    let project = Project::new("app");
    project.write("archwright.toml", &(project.read("archwright.toml") + VARIANTS));
    project.write("Dockerfile", "FROM debian:bookworm-slim\nARG BACKEND\nRUN echo $BACKEND > /backend\n");
    project.archwright(&["docker-build", "--push"]).run().exits(0);
    let registry = Registry::at(&project.docker.registry);
    let repository = project.repository("app");
    assert_eq!(registry.tags(&repository), ["1.4.0-kafka", "1.4.0-redis", "latest-kafka", "latest-redis"]);
    for variant in ["redis", "kafka"] {
        let index = registry.need(&repository, &format!("latest-{variant}"));
        assert_eq!(index.platforms(), ["linux/amd64", "linux/arm64"]);
        let seen = file_in_image(&project, "app", &index.image("linux/arm64"), "backend");
        assert_eq!(String::from_utf8_lossy(&seen).trim(), variant);
    }
}

#[test]
fn one_variant_alone_is_built_when_it_is_named() {
    let project = Project::new("app");
    project.write("archwright.toml", &(project.read("archwright.toml") + VARIANTS));
    project.archwright(&["docker-build", "app:redis", "--push"]).run().exits(0);
    assert_eq!(Registry::at(&project.docker.registry).tags(&project.repository("app")), ["1.4.0-redis", "latest-redis"]);
}

#[test]
fn an_image_on_top_of_another_gets_the_same_platform_of_it() {
    let project = Project::new("two-images");
    project.edit("archwright.toml", "dockerfile = \"second.Dockerfile\"", "dockerfile = \"second.Dockerfile\"\nneeds = [\"image.first\"]");
    project.write("first.Dockerfile", "FROM debian:bookworm-slim\nRUN uname -m > /machine\n");
    project.write("second.Dockerfile", "FROM image.first\nRUN cat /machine > /machine-of-the-base\n");
    let registry = Registry::at(&project.docker.registry);

    // Alone: the base is built for it, and not published.
    project.archwright(&["docker-build-second", "--push"]).run().exits(0);
    assert_eq!(registry.tags(&project.repository("first")), Vec::<String>::new());
    let index = registry.need(&project.repository("second"), "latest");
    for (platform, machine) in [("linux/amd64", "x86_64"), ("linux/arm64", "aarch64")] {
        let seen = file_in_image(&project, "second", &index.image(platform), "machine-of-the-base");
        assert_eq!(String::from_utf8_lossy(&seen).trim(), machine);
    }
    project.archwright(&["docker-build", "--push", "--keep-going"]).run().exits(0);
    assert_eq!(registry.tags(&project.repository("first")), ["latest"]);
}
