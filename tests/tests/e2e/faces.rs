//! Real make and real go-task call archwright: arguments arrive, failures stay failures, and our number is printed.

use crate::support::registry::Registry;
use archwright_tests::{
    engine::{Engine, command::Command},
    project::Project,
};
use serde_json::Value;

fn project() -> Project {
    let project = Project::new("app");
    let program = Engine::get().archwright.as_str();
    project.archwright(&["generate", "--command", program]).run().exits(0).tells("Makefile  written").tells("Taskfile.yml  written");
    project
}

fn face(project: &Project, program: &str, args: &[&str]) -> Command {
    project.docker.on(Command::new(program).args(args).dir(&project.path(".")))
}

#[track_caller]
fn platforms(project: &Project) -> Vec<String> {
    let report = project.report();
    let platforms = report["images"][0]["platforms"].as_array().expect("the report has platforms");
    platforms.iter().filter_map(|platform: &Value| Some(platform["platform"].as_str()?.to_owned())).collect()
}

#[test]
fn make_builds_for_amd64_and_hands_flags_on() {
    let project = project();
    face(&project, "make", &["docker-build-amd64"]).run().exits(0);
    assert_eq!(platforms(&project), ["linux/amd64"]);
    face(&project, "make", &["docker-build-amd64", "ARGS=--push --tag by-make"]).run().exits(0);
    let registry = Registry::at(&project.docker.registry);
    assert_eq!(registry.tags(&project.repository("app")), ["by-make"]);
}

#[test]
fn make_builds_for_this_machine_and_loads() {
    let project = project();
    face(&project, "make", &["docker-build-local"]).run().exits(0);
    project
        .docker(&["run", "--rm", "--pull", "never", &project.reference("app", "latest"), "cat", "/greeting"])
        .run()
        .exits(0)
        .tells("hello");
}

#[test]
fn task_builds_one_image_for_the_platforms_behind_the_dashes() {
    let project = project();
    face(&project, "task", &["docker-build-app", "--", "--platforms", "linux/arm64"]).run().exits(0);
    assert_eq!(platforms(&project), ["linux/arm64"]);
}

#[test]
fn a_failure_stays_one_and_our_number_is_printed() {
    let project = project();
    project.edit("Dockerfile", "COPY greeting", "COPY missing");
    face(&project, "make", &["docker-build-amd64"]).run().exits(2).tells("archwright: exit 6");
    face(&project, "task", &["docker-build-amd64"]).run().exits(201).tells("archwright: exit 6");
    face(&project, "task", &["-x", "docker-build-amd64"]).run().exits(6);
    project.edit("archwright.toml", "linux/amd64", "linux/amd65");
    face(&project, "make", &["docker-build"]).run().exits(2).tells("archwright: exit 3").tells("amd65");
}

#[test]
fn generated_files_are_checked_for_drift() {
    let project = project();
    project.archwright(&["generate", "--check"]).run().exits(0);
    project.edit("archwright.toml", "[image.app]", "[image.other]");
    project.archwright(&["generate", "--check"]).run().exits(10).tells("docker-build-other");
}
