//! Both image stores, and the oldest buildx beside the newest: layout, push and load.

use crate::support::registry::Registry;
use archwright_tests::{
    engine::{Docker, Engine, variable},
    project::Project,
};
use std::sync::Arc;

/// A layout, a push, and a load of one platform.
#[track_caller]
fn layout_push_and_load(docker: &Arc<Docker>) -> Project {
    let project = Project::on(docker, "app");
    project.archwright(&["docker-build"]).run().exits(0);
    project.archwright(&["verify", "oci:target/archwright/layout/app", "--platforms", "linux/amd64,linux/arm64"]).run().exits(0);
    project.archwright(&["docker-build", "--push"]).run().exits(0);
    let index = Registry::at(&docker.registry).need(&project.repository("app"), "latest");
    assert_eq!(index.platforms(), ["linux/amd64", "linux/arm64"]);
    assert_eq!(index.attested(), index.images());
    project.archwright(&["docker-build-local"]).run().exits(0);
    project
        .docker(&["run", "--rm", "--pull", "never", &project.reference("app", "latest"), "cat", "/greeting"])
        .run()
        .exits(0)
        .tells("hello");
    project
}

/// `docker buildx version` prints `github.com/docker/buildx 0.13.1+ds1 …`.
#[track_caller]
fn has_buildx(docker: &Docker, version: &str) {
    let shown = docker.docker(&["buildx", "version"]).run().exits(0);
    let found = shown.stdout.split_whitespace().nth(1).unwrap_or_default().trim_start_matches('v').to_owned();
    if !found.starts_with(version) {
        shown.fail(&format!("expected buildx {version}"));
    }
}

fn old_buildx(docker: &Docker) -> Arc<Docker> {
    let plugin = variable("ARCHWRIGHT_TEST_BUILDX_OLD")
        .expect("ARCHWRIGHT_TEST_BUILDX_OLD names the plugin of buildx 0.13: eval \"$(cargo xtask engine env --for-tests)\"");
    let docker = docker.with_own_config(Some(plugin.as_str().into()));
    has_buildx(&docker, "0.13");
    Arc::new(docker)
}

#[test]
fn the_oldest_buildx_builds_pushes_and_loads() {
    let project = layout_push_and_load(&old_buildx(&Engine::get().docker));
    project.archwright(&["docker-build", "--push"]).run().exits(0).tells("already so: builder, index.app, publish");
    project.edit("Dockerfile", "COPY greeting", "COPY missing");
    project.archwright(&["docker-build"]).run().exits(6).tells("missing");
}

/// F9: the seed said "loaded for local platform only", and loaded two.
#[test]
fn f09_the_classic_store_takes_one_platform_and_refuses_two_before_anything_is_built() {
    let project = layout_push_and_load(&Engine::classic());
    let driver = project.docker(&["info", "--format", "{{.DriverStatus}}"]).run().exits(0).never_tells("io.containerd.snapshotter");
    assert!(!driver.stdout.is_empty());
    std::fs::remove_file(project.path("target/archwright/report.json")).expect("the last run's report");
    project.archwright(&["docker-build", "--load"]).run().exits(4).tells("classic image store").tells("docker-build-local");
    assert!(!project.path("target/archwright/report.json").exists(), "it is refused while planning");
}

#[test]
fn the_oldest_buildx_and_the_classic_store_go_together() {
    layout_push_and_load(&old_buildx(&Engine::classic()));
}
