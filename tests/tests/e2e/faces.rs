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

/// F6: the seed's task took `--platforms` for an option of its own, and its script had none of that name.
#[test]
fn f06_task_builds_one_image_for_the_platforms_behind_the_dashes() {
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

/// F25: the seeds write the list of their images in three to six places.
#[test]
fn f25_generated_files_are_checked_for_drift() {
    let project = project();
    project.archwright(&["generate", "--check"]).run().exits(0);
    project.edit("archwright.toml", "[image.app]", "[image.other]");
    project.archwright(&["generate", "--check"]).run().exits(10).tells("docker-build-other");
}

/// G2: what go-task calls variables reaches archwright too.
#[test]
fn task_hands_variables_on_as_flags() {
    let project = project();
    face(&project, "task", &["docker-build-app", "PLATFORMS=linux/arm64", "TAG=by-task", "PUSH=true"]).run().exits(0);
    assert_eq!(platforms(&project), ["linux/arm64"]);
    let registry = Registry::at(&project.docker.registry);
    assert_eq!(registry.tags(&project.repository("app")), ["by-task"]);
    face(&project, "task", &["docker-build", "LOAD=maybe"]).run().exits(201).tells("LOAD is neither true nor false");
    face(&project, "task", &["docker-build", "PUSH=maybe"]).run().exits(201).tells("`maybe` is neither true nor false");
}

#[test]
fn just_builds_and_keeps_our_number() {
    let project = project();
    project.archwright(&["generate", "just", "--command", Engine::get().archwright.as_str()]).run().exits(0);
    face(&project, "just", &[]).run().exits(0).tells("docker-build-app *FLAGS").tells("# Build all images for linux/amd64 only");
    face(&project, "just", &["docker-build-app", "--platforms", "linux/arm64"]).run().exits(0);
    assert_eq!(platforms(&project), ["linux/arm64"]);
    project.edit("Dockerfile", "COPY greeting", "COPY missing");
    face(&project, "just", &["docker-build-amd64"]).run().exits(6);
}

/// G3, G5, F17: the originals' own options, and what is unknown is refused.
#[test]
fn f17_a_script_takes_the_originals_options_and_refuses_others() {
    let project = project();
    project.archwright(&["generate", "script", "--command", Engine::get().archwright.as_str()]).run().exits(0);
    let script = project.path("scripts/build-multiarch.sh");
    face(&project, "shellcheck", &["--enable=all", "--exclude=SC2249,SC2250", script.as_str()]).run().exits(0);
    let run = |args: &[&str]| project.docker.on(Command::new(script.as_str()).args(args).dir("/".into())).run();
    run(&["--platforms", "linux/arm64", "--tag=by-script", "--push", "--plain"]).exits(0);
    assert_eq!(platforms(&project), ["linux/arm64"]);
    assert_eq!(Registry::at(&project.docker.registry).tags(&project.repository("app")), ["by-script"]);
    run(&["build", "multi-arch", "app", "-p", "linux/amd64"]).exits(0);
    assert_eq!(platforms(&project), ["linux/amd64"]);
    run(&["--backend", "redis"]).exits(2).tells("redis");
    run(&["--frobnicate"]).exits(2).tells("there is no option --frobnicate");
    run(&["--platforms"]).exits(2).tells("--platforms needs a value");
    run(&["--help"]).exits(0).tells("usage: scripts/build-multiarch.sh");
}

/// G4: a Makefile, a Taskfile and a justfile that somebody wrote keep what they have, and get ours.
#[test]
fn files_that_are_there_already_include_ours() {
    let project = Project::new("app");
    project.write("Makefile", "mine: ## Mine\n\t@echo mine\ndocker-build-local:\n\t@echo mine too\n");
    project.write(
        "Taskfile.yml",
        "version: '3'\nvars:\n  GREETING: mine\ntasks:\n  mine:\n    desc: Mine\n    cmds:\n      - echo {{.GREETING}}\n",
    );
    project.write("justfile", "# Mine\nmine:\n    @echo mine\n");
    project.archwright(&["generate", "make", "task", "just", "--command", Engine::get().archwright.as_str()]).run().exits(0);
    project.archwright(&["generate", "--check"]).run().exits(0);
    for (program, list) in
        [("make", &["-n", "mine", "docker-build", "docker-build-amd64"][..]), ("task", &["--list"]), ("just", &["--list"])]
    {
        face(&project, program, &["mine"]).run().exits(0).tells("mine");
        face(&project, program, list).run().exits(0).tells("docker-build-amd64").tells("mine");
    }
    face(&project, "make", &[]).run().exits(0).tells("mine");
    face(&project, "make", &["docker-build-local"]).run().exits(0).tells("mine too");
    for (program, args) in
        [("make", &["docker-build-app", "PLATFORMS=linux/arm64"][..]), ("task", &["docker-build-app", "PLATFORMS=linux/amd64"])]
    {
        face(&project, program, args).run().exits(0);
        assert_eq!(platforms(&project), [args[1].trim_start_matches("PLATFORMS=")]);
    }
    face(&project, "just", &["docker-build-app", "--dry-run"]).run().exits(0).tells("docker");
}
