//! Tags of single platforms, and the file that gets the last tag.

use crate::support::registry::Registry;
use archwright_tests::project::Project;

/// The configuration of the fixture, with another line for its image.
fn with(project: &Project, line: &str) {
    let text = project.read("archwright.toml");
    assert!(text.contains("[image.app]\n"), "{text}");
    project.write("archwright.toml", &text.replace("[image.app]\n", &format!("[image.app]\n{line}\n")));
}

#[test]
fn a10_each_tag_is_there_for_each_platform_alone() {
    let project = Project::new("app");
    with(&project, "platform-tags = true\nlast-tag-file = \".last-tag.txt\"");
    let push = || project.archwright(&["docker-build", "--push"]);
    push().run().exits(0).tells(":1.4.0-arm64  new");
    let (registry, repository) = (Registry::at(&project.docker.registry), project.repository("app"));
    let expected = ["1.4.0", "1.4.0-amd64", "1.4.0-arm64", "latest", "latest-amd64", "latest-arm64"];
    assert_eq!(registry.tags(&repository), expected);
    let index = registry.need(&repository, "latest");
    for platform in ["amd64", "arm64"] {
        for tag in ["latest", "1.4.0"] {
            let alone = registry.need(&repository, &format!("{tag}-{platform}"));
            assert_eq!(alone.digest, index.image(&format!("linux/{platform}")), "{tag}-{platform}");
        }
    }
    assert_eq!(project.read(".last-tag.txt"), "latest\n");
    push().run().exits(0).tells("already so: builder, index.app, publish");
}

#[test]
fn the_last_tag_is_that_of_a_run_that_loaded_it() {
    let project = Project::new("app");
    with(&project, "last-tag-file = \"out/last-tag.txt\"");
    project.archwright(&["docker-build", "--test-only"]).run().exits(0);
    assert!(!project.path("out/last-tag.txt").exists());
    project.archwright(&["docker-build-local"]).run().exits(0);
    assert_eq!(project.read("out/last-tag.txt"), "latest\n");
}
