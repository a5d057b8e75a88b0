//! The plan is the truth: it needs no Docker, and the same facts give the same bytes.

use archwright_tests::{
    engine::{bare_path, command::Command},
    project::Project,
};

#[test]
fn without_docker_dry_run_and_plan_json_print_the_same_bytes_twice() {
    let project = Project::new("cli");
    let path = bare_path(&project.path("."), &["cargo", "rustc"]);
    for args in [&["docker-build", "--push", "--dry-run"][..], &["plan", "--json"], &["plan", "--bake"]] {
        let command = project.archwright(args).env("PATH", &path);
        let (first, second) = (command.run().exits(0), command.run().exits(0));
        assert!(
            first.stdout.contains("aarch64-unknown-linux-gnu") || first.stdout.contains("hello-linux-arm64"),
            "no plan:\n{}",
            first.stdout
        );
        assert_eq!(first.stdout, second.stdout, "{}", args.join(" "));
    }
    assert!(!project.path("target/archwright").exists(), "planning leaves nothing behind");
}

#[test]
fn a_plan_without_docker_says_what_is_unknown_and_does_not_run() {
    let project = Project::new("app");
    let path = bare_path(&project.path("."), &[]);
    let plan = project.archwright(&["plan", "--json"]).env("PATH", &path).run().exits(0).json();
    assert_eq!(plan["conditions"][0]["fact"], "docker", "{plan:#}");
    project.archwright(&["docker-build"]).env("PATH", &path).run().exits(4).tells("docker").tells("install Docker Engine");
}

#[test]
fn a_dry_run_does_what_it_prints_and_nothing_else() {
    let project = Project::new("app");
    project
        .archwright(&["docker-build", "--push", "--dry-run"])
        .run()
        .exits(0)
        .tells("docker buildx bake")
        .tells(&project.reference("app", "1.4.0"));
    assert!(!project.path("target").exists(), "a dry run leaves nothing behind");
    let registry = crate::support::registry::Registry::at(&project.docker.registry);
    assert_eq!(registry.find(&project.repository("app"), "latest"), None);
}

/// What the plan prints behind `$` can be pasted, the pipeline with the bake file too.
#[test]
fn the_command_of_the_plan_builds_when_pasted() {
    let project = Project::with_own_builder("app");
    project.archwright(&["builder", "ensure"]).run().exits(0);
    let plan = project.archwright(&["docker-build", "--platforms", "linux/amd64", "--dry-run"]).run().exits(0).stdout;
    let pipeline = plan
        .lines()
        .find_map(|line| line.trim().strip_prefix("$ ").filter(|line| line.contains(" | ") && line.contains(" docker buildx bake")));
    let pipeline = pipeline.unwrap_or_else(|| panic!("no pipeline in\n{plan}"));
    assert!(pipeline.starts_with("archwright plan --platforms linux/amd64 --bake | "), "{pipeline}");
    let program = archwright_tests::program::archwright();
    let programs = program.parent().expect("the program is in a folder");
    let path = format!("{programs}:{}", archwright_tests::engine::variable("PATH").unwrap_or_default());
    std::fs::create_dir_all(project.path("target/archwright/bake")).expect("a folder");
    let shell = project.docker.on(Command::new("sh").args(["-ec", pipeline]).dir(&project.path("")));
    shell.env("PATH", &path).env("ARCHWRIGHT_BUILDER", &project.builder).run().exits(0);
    let metadata = project.read("target/archwright/bake/build.json");
    assert!(metadata.contains("\"containerimage.digest\""), "{metadata}");
}
