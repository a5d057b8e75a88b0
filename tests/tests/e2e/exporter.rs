//! `examples/system-info-exporter`: one image for a cluster with two kinds of nodes, by make, and one version wherever it is written.

use crate::support::{example, registry::Registry};
use archwright_tests::{
    engine::{Engine, command::Command},
    project::Project,
};
use std::time::Duration;

const IMAGE: &str = "system-info-exporter";

/// A verb, as the example's own Makefile has it, for the test registry.
fn make(project: &Project, verb: &str, more: &str) -> Command {
    let place = format!("{}/{}", project.docker.registry, project.namespace);
    let args = format!("ARGS=--registry {place} --builder {} {more}", project.builder);
    let program = format!("ARCHWRIGHT={}", Engine::get().archwright);
    let dir = project.path(".");
    project.docker.on(Command::new("make").args(["--directory", dir.as_str(), verb, &program, &args])).within(Duration::from_secs(300))
}

#[test]
fn the_exporter_is_published_for_both_kinds_of_nodes_and_serves_on_both() {
    let project = example::copy(IMAGE);
    make(&project, "docker-build", "--push").run().exits(0);
    let registry = Registry::at(&project.docker.registry);
    let version = project.read("VERSION").trim().to_owned();
    let index = registry.need(&project.repository(IMAGE), "latest");
    assert_eq!(index.platforms(), ["linux/amd64", "linux/arm64"]);
    assert_eq!(registry.need(&project.repository(IMAGE), &version), index);
    let reference = project.reference(IMAGE, &version);
    for (platform, machine) in [("linux/amd64", "x86_64"), ("linux/arm64", "aarch64")] {
        let ran = project.docker(&["run", "--rm", "--platform", platform, &reference, "--version"]).run().exits(0);
        assert_eq!(ran.stdout, format!("system-info-exporter {version} ({machine})\n"));
    }
    project.archwright(&["verify", &reference, "--platforms", "linux/amd64,linux/arm64"]).run().exits(0);

    // One kind alone does not take the other's image away from the tag.
    make(&project, "docker-build-amd64", "--push").run().exits(2).tells("archwright: exit 2").tells("linux/arm64");
    assert_eq!(registry.need(&project.repository(IMAGE), "latest"), index);
    make(&project, "docker-build-amd64", "").run().exits(0);
    make(&project, "docker-build-local", "").run().exits(0);
    project.docker(&["run", "--rm", "--pull", "never", &project.reference(IMAGE, "latest"), "--version"]).run().exits(0).tells(&version);
}

/// F23: `VERSION`, `Cargo.toml` and the manifest of the seed have three different versions.
#[test]
fn f23_two_versions_in_one_project_end_the_run_with_both_places() {
    let project = example::copy_as(IMAGE, "system-info-exporter-versions");
    make(&project, "plan", "").run().exits(0);
    project.write("VERSION", "0.2.0\n");
    let ended = project.archwright(&["docker-build", "--push", "--registry", "127.0.0.1:1/x"]).run().exits(3);
    ended.tells("Cargo.toml").tells("k8s/daemonset.yaml").tells("0.1.0").tells("0.2.0");
}
