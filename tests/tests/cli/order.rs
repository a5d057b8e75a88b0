//! The order of effects, and what each program gets to see.

use crate::support::{Sandbox, check};

fn position(log: &[String], call: &str) -> usize {
    log.iter().position(|line| line.starts_with(call)).unwrap_or_else(|| panic!("no call `{call}` in {log:#?}"))
}

#[test]
fn a_whole_run() {
    let sandbox = Sandbox::noetl();
    let ended = sandbox.run(&["docker-build"]);
    check("order-a-whole-run", &ended);
    ended.exits(0);
    let log = sandbox.log();
    let bake = position(&log, "docker buildx bake");
    for earlier in ["docker info", "npm ci", "npm run build", "cargo build", "docker buildx create", "docker buildx inspect"] {
        assert!(position(&log, earlier) < bake, "{earlier} comes too late: {log:#?}");
    }
    assert!(position(&log, "npm ci") < position(&log, "npm run build"), "{log:#?}");
    assert!(position(&log, "docker buildx create") < position(&log, "docker buildx inspect"), "{log:#?}");
    assert_eq!(log.iter().filter(|call| call.starts_with("docker buildx bake")).count(), 1, "{log:#?}");
    assert_eq!(log.iter().filter(|call| call.starts_with("docker info")).count(), 1, "{log:#?}");
}

#[test]
fn each_program_runs_where_it_belongs() {
    let sandbox = Sandbox::noetl();
    sandbox.run(&["docker-build"]).exits(0);
    for call in sandbox.calls() {
        let expected = if call.program == "npm" { sandbox.path("ui") } else { sandbox.path("").as_str().trim_end_matches('/').into() };
        assert_eq!(call.dir, expected, "{}", call.line());
    }
}

/// Variables that change what buildx builds, where, or how it prints.
const HOSTILE: [&str; 12] = [
    "BUILDX_BUILDER",
    "BUILDX_BAKE_ENTITLEMENTS_FS",
    "BUILDX_CPU_PROFILE",
    "BUILDX_EXPERIMENTAL",
    "BUILDX_GIT_INFO",
    "BUILDX_METADATA_PROVENANCE",
    "BUILDX_NO_DEFAULT_ATTESTATIONS",
    "BUILDX_WHATEVER_COMES_NEXT",
    "BUILDKIT_PROGRESS",
    "BUILDKIT_COLORS",
    "DOCKER_DEFAULT_PLATFORM",
    "SOURCE_DATE_EPOCH",
];

#[test]
fn buildx_sees_no_variable_that_changes_its_mind() {
    let sandbox = HOSTILE.iter().fold(Sandbox::noetl(), |sandbox, name| sandbox.env(name, "390"));
    let sandbox = sandbox.env("DOCKER_HOST", "unix:///run/some.sock");
    sandbox.run(&["docker-build"]).exits(0);
    for call in sandbox.calls().iter().filter(|call| call.line().starts_with("docker buildx")) {
        let is_ours = |name: &&str| call.line().starts_with("docker buildx bake") && *name == "BUILDX_METADATA_PROVENANCE";
        let seen: Vec<_> = HOSTILE.iter().filter(|name| !is_ours(name) && call.env.iter().any(|seen| seen == *name)).collect();
        assert!(seen.is_empty(), "{} sees {seen:?}", call.line());
        assert!(call.env.iter().any(|name| name == "DOCKER_HOST"), "{} lacks DOCKER_HOST", call.line());
    }
}

/// `BUILDX_CONFIG` says where builders are recorded: it stays, for buildx and for us.
#[test]
fn the_place_of_builder_records_stays() {
    let sandbox = Sandbox::image();
    let dir = sandbox.root().join("elsewhere").into_string();
    let sandbox = sandbox.env("BUILDX_CONFIG", &dir);
    sandbox.run(&["docker-build"]).exits(0);
    assert!(sandbox.root().join("elsewhere/instances/noetl-builder").exists(), "{}", sandbox.listing());
    sandbox.forget();
    sandbox.run(&["docker-build"]).exits(0);
    assert!(!sandbox.log().iter().any(|call| call.contains("create") || call.contains("inspect")), "{:?}", sandbox.log());
}

#[test]
fn the_users_current_builder_is_never_changed() {
    let sandbox = Sandbox::noetl();
    sandbox.run(&["docker-build"]).exits(0);
    for call in sandbox.log().iter().filter(|call| call.starts_with("docker buildx")) {
        assert!(!call.contains("--use") && !call.starts_with("docker buildx use"), "{call}");
        let names_it =
            call.contains("--builder noetl-builder") || call.contains("--name noetl-builder") || call.ends_with(" noetl-builder");
        assert!(names_it, "{call}");
    }
}

/// The definition goes in by stdin: nothing of it can be taken for a flag, and no file is left behind.
#[test]
fn bake_reads_its_definition_from_stdin() {
    let sandbox = Sandbox::image();
    let bake = sandbox.run(&["plan", "--bake"]).exits(0).stdout;
    sandbox.run(&["docker-build"]).exits(0);
    let call = sandbox.calls().into_iter().find(|call| call.line().starts_with("docker buildx bake")).unwrap();
    assert_eq!(call.stdin, bake.trim_end());
    assert!(!sandbox.path("docker-bake.json").exists());
}
