//! Images that Dockerfiles stand on: each is asked for before anything is built on it.

use crate::support::registry::Registry;
use archwright_tests::project::Project;

/// A project that stands on an image of its own registry, which was pushed for amd64 alone.
fn on_one_platform() -> (Project, String) {
    let project = Project::new("app");
    let base = project.reference("base", "1");
    let build = [
        "buildx",
        "build",
        "--builder",
        &project.builder,
        "--platform",
        "linux/amd64",
        "--provenance=false",
        "--push",
        "--tag",
        &base,
        ".",
    ];
    project.docker(&build).run().exits(0);
    project.write(
        "Dockerfile",
        &format!("ARG BASE={base}\nFROM debian:bookworm-slim AS other\nFROM $BASE\nCOPY --from=other /etc/os-release /x\n"),
    );
    (project, base)
}

#[test]
fn one_that_lacks_a_platform_ends_the_run_with_its_line() {
    let (project, base) = on_one_platform();
    let plan = project.archwright(&["plan", "--push"]).run().exits(0);
    plan.tells(&format!("{base}  [linux/amd64,linux/arm64]  Dockerfile:3"))
        .tells("debian:bookworm-slim  [linux/amd64,linux/arm64]  Dockerfile:2");
    let ended = project.archwright(&["docker-build", "--push"]).run().exits(3);
    ended.tells(&format!("Dockerfile:3: `{base}` has no linux/arm64; it has linux/amd64")).never_tells("build: start");
    assert_eq!(Registry::at(&project.docker.registry).tags(&project.repository("app")), Vec::<String>::new());

    project.archwright(&["docker-build", "--push", "--platforms", "linux/amd64"]).run().exits(0);
    assert_eq!(project.outcome("bases"), "done");
}

/// A stage that no platform of the run needs is not asked for, nor one of a fixed platform for another.
#[test]
fn what_is_not_built_on_is_not_asked_for() {
    let (project, base) = on_one_platform();
    project.write("Dockerfile", &format!("FROM {base} AS unused\nFROM --platform=linux/amd64 {base} AS tool\nFROM debian:bookworm-slim\nCOPY --from=tool /greeting /greeting\n"));
    let plan = project.archwright(&["plan", "--push"]).run().exits(0);
    plan.tells(&format!("{base}  [linux/amd64]  Dockerfile:2"));
    project.archwright(&["docker-build", "--push"]).run().exits(0);
}

/// The builder may know what we cannot ask for; it says so itself.
#[test]
fn one_that_nobody_has_is_left_to_the_builder() {
    let project = Project::new("app");
    let missing = project.reference("nobody", "1");
    project.write("Dockerfile", &format!("FROM {missing}\n"));
    let ended = project.archwright(&["docker-build", "--push", "--platforms", "linux/amd64", "--progress", "plain"]).run().exits(6);
    ended.tells(&format!("{missing} is not known (nobody has it)"));
}
