//! Steps of a user's own around publishing: what they wait for, and what waits for them.

use crate::support::{proxy::Proxy, registry::Registry};
use archwright_tests::{engine::command::Command, project::Project};
use serde_json::Value;

/// The program that composes the plan: the image, a smoke test that hangs on it, the tags, a rollout.
fn run(project: &Project, args: &[&str]) -> Command {
    project.docker.on(Command::new(env!("CARGO_BIN_EXE_own-steps")).args(args).dir(&project.path(".")))
}

fn project(smoke: &str) -> Project {
    let project = Project::new("app");
    project.write("smoke.sh", smoke);
    project.write("rollout.sh", "echo rolled out > rolled-out\n");
    project
}

#[test]
fn a_smoke_test_that_fails_stops_the_tags_and_the_rollout() {
    let project = project("exit 1\n");
    let proxy = Proxy::before(&project.docker.registry, None);
    let through = format!("{}/{}", proxy.address, project.namespace);
    let args = ["docker-build", "--push", "--platforms", "linux/amd64", "--registry", &through];

    run(&project, &args).run().exits(5).tells("smoke.sh ended with");
    assert_eq!(proxy.puts(), Vec::<String>::new(), "no tag is put");
    assert_eq!(Registry::at(&project.docker.registry).tags(&project.repository("app")), Vec::<String>::new());
    assert_eq!(["prove.app", "smoke", "publish", "rollout"].map(|step| project.outcome(step)), ["done", "failed", "skipped", "skipped"]);
    assert!(!project.path("rolled-out").exists());

    project.write("smoke.sh", "");
    project.write("rollout.sh", "crane manifest --insecure $IMAGE:latest > rolled-out\n");
    let image = format!("{}/{}", project.docker.registry, project.repository("app"));
    run(&project, &args).env("IMAGE", &image).run().exits(0);
    assert_eq!(proxy.puts(), ["1.4.0", "latest"]);
    assert!(project.read("rolled-out").contains("linux"), "the rollout finds the tag");
}

#[test]
fn a_layout_waits_for_the_smoke_test_too() {
    let project = project("exit 1\n");
    run(&project, &["docker-build", "--platforms", "linux/amd64"]).run().exits(5);
    assert_eq!(project.outcome("layout.app"), "skipped");
    assert!(!project.path("target/archwright/layout").exists());
}

/// Between the reading of a tag that is right and the end of the run lies the whole build.
#[test]
fn a_tag_that_was_right_and_is_moved_during_the_build_is_not_called_already_so() {
    let project = project("");
    let registry = Registry::at(&project.docker.registry);
    let repository = project.repository("app");
    run(&project, &["docker-build", "--push"]).run().exits(0);
    let first = registry.need(&repository, "latest");

    let theirs = first.image("linux/arm64");
    project.write("smoke.sh", &format!("crane tag --insecure {}/{repository}@{theirs} latest\n", project.docker.registry));
    let ended = run(&project, &["docker-build", "--push"]).run().exits(7);
    let ended = ended.tells(&format!("points to {theirs} now: another publisher was here"));
    ended.tells("1.4.0  already so").tells("latest  another publisher's");
    assert_eq!(registry.need(&repository, "latest").digest, theirs);
    let tags: Vec<Value> = project.report()["images"][0]["tags"].as_array().cloned().unwrap_or_default();
    assert_eq!(tags.iter().map(|tag| &tag["outcome"]).collect::<Vec<_>>(), ["already-so", "taken"]);
    assert_eq!(project.outcome("rollout"), "skipped");
}
