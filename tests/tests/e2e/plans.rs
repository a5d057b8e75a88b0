//! The plan is the truth: it needs no Docker, and the same facts give the same bytes.

use archwright_tests::{engine::bare_path, project::Project};

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
