//! The real cargo-zigbuild, which links for every platform with one tool.

use crate::support::{
    binaries::{file_in_image, machine},
    registry::Registry,
};
use archwright_tests::project::Project;

#[test]
fn zig_links_for_both_platforms_and_each_runs() {
    let project = Project::new("cli");
    project.edit("archwright.toml", "[cli.hello]\n", "[cli.hello]\ntoolchain = \"zigbuild\"\n");
    project.archwright(&["docker-build", "--push"]).run().exits(0).tells("cargo-zigbuild");
    let index = Registry::at(&project.docker.registry).need(&project.repository("hello"), "latest");
    for (platform, expected) in [("linux/amd64", "x86_64"), ("linux/arm64", "aarch64")] {
        let binary = file_in_image(&project, "hello", &index.image(platform), "usr/bin/hello");
        assert_eq!(machine(&binary), expected, "{platform}");
        let reference = project.reference("hello", "latest");
        project.docker(&["run", "--rm", "--platform", platform, &reference, "hello"]).run().exits(0).tells(expected);
    }
}
