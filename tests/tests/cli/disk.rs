//! What the project names and is not as it should be on the disk: exit 3, all of it at once, each with its place in the file.

use crate::support::Sandbox;
use serde_json::json;
use std::fs;

const SEVERAL: &str = "[project]\nplatforms = ['linux/amd64']\n[cli.tool]\nmanifest = 'tol/Cargo.toml'\n[ui.web]\ndir = 'uii'\n[image.app]\nneeds = ['cli.tool', 'ui.web']\ncontext = 'nope'\n[image.other]\nstage = 'biuld'\n";

fn several() -> Sandbox {
    let sandbox = Sandbox::new(SEVERAL);
    sandbox.write("Dockerfile", "FROM scratch AS build\n");
    sandbox
}

#[test]
fn all_of_it_is_told_at_once() {
    let sandbox = several();
    let expected = "error: archwright.toml:4:12: cli `tool`: manifest `[sandbox]/project/tol/Cargo.toml` is not there\n  fix: fix `manifest` in [cli.tool]\nerror: archwright.toml:6:7: ui `web`: folder `[sandbox]/project/uii` is not there\n  fix: fix `dir` in [ui.web], or set mode = \"disabled\"\nerror: archwright.toml:9:11: image `app`: context `[sandbox]/project/nope` is not there\n  fix: fix `context` in [image.app]\nerror: archwright.toml:11:9: image `other`: `Dockerfile` has no stage `biuld`\n  fix: did you mean `build`? stages: build\n";
    for verb in ["plan", "docker-build"] {
        sandbox.run(&[verb]).exits(3).prints("").complains(expected);
    }
}

/// Whoever asks for one image hears nothing of another.
#[test]
fn what_is_not_asked_for_is_not_told() {
    let sandbox = several();
    sandbox.run(&["docker-build-other"]).exits(3).says("has no stage `biuld`").hides("is not there");
    sandbox.run(&["ui-build"]).exits(3).says("archwright.toml:6:7: ").hides("manifest");
    sandbox.run(&["cli-build"]).exits(3).says("archwright.toml:4:12: ").hides("uii");
}

#[test]
fn it_is_told_beside_the_mistakes_of_the_file() {
    let sandbox = several();
    sandbox.write("archwright.toml", &format!("{SEVERAL}tagz = 'x'\n"));
    let told = sandbox.run(&["plan"]).exits(3).prints("").says("error: 5 problems in the configuration\n").stderr;
    let places: Vec<_> = told.lines().skip(1).filter_map(|line| line.split(": ").next()).collect();
    let expected = ["4:12", "6:7", "9:11", "11:9", "12:1"].map(|place| format!("archwright.toml:{place}"));
    assert_eq!(places, expected, "{told}");
}

/// A default that stands where a key is misspelt is no mistake of its own.
#[test]
fn a_consequence_is_not_told() {
    let sandbox = Sandbox::new("[image.app]\ndockerfiel = 'docker/Dockerfile'\n");
    fs::remove_file(sandbox.path("Dockerfile")).unwrap();
    sandbox.run(&["plan"]).exits(3).says("error: 1 problem in the configuration\n");
}

#[test]
fn a_file_where_a_folder_is_meant_and_the_other_way_round() {
    let sandbox = Sandbox::new("[image.app]\ndockerfile = 'docker'\ncontext = 'Dockerfile'\n");
    sandbox.write("docker/Dockerfile", "FROM scratch\n");
    let ended = sandbox.run(&["docker-build"]).exits(3).prints("");
    ended
        .says("error: archwright.toml:2:14: image `app`: dockerfile `")
        .says("/docker` is a folder\n  fix: fix `dockerfile` in [image.app]\n")
        .says("error: archwright.toml:3:11: image `app`: context `")
        .says("/Dockerfile` is a file\n");
}

/// BuildKit takes a stage's name in any case; what another frontend reads has no stages that we know.
#[test]
fn a_stage_is_looked_for_as_buildkit_does() {
    let sandbox = Sandbox::new("[image.app]\nstage = 'Build'\n");
    for (dockerfile, exit) in [("FROM scratch AS build\n", 0), ("# syntax=acme/packs\nname: build\n", 0), ("FROM scratch\n", 3)] {
        sandbox.write("Dockerfile", dockerfile);
        sandbox.run(&["plan"]).exits(exit);
    }
}

#[test]
fn a_package_that_is_not_there_has_a_nearest_one() {
    let sandbox = Sandbox::noetl();
    let config = sandbox.read("archwright.toml").replace("manifest = ", "package = 'tol'\nmanifest = ");
    sandbox.write("archwright.toml", &config);
    let expected =
        "error: archwright.toml:14:11: cli `tool`: `tool/Cargo.toml` has no package `tol`\n  fix: did you mean `tool`? packages: tool\n";
    for verb in ["cli-build", "plan"] {
        sandbox.run(&[verb]).exits(3).prints("").complains(expected);
    }
}

/// Cargo ends with 101 when it refuses a manifest, rustup before it with 1: that one is the machine's.
#[test]
fn a_manifest_that_cargo_refuses_is_told_in_its_own_lines() {
    let sandbox = Sandbox::noetl();
    let said = "error: unclosed table, expected `]`\n --> tool/Cargo.toml:5:2\n  |\n5 | [\n  |  ^\n";
    sandbox.rules(json!([{ "call": "cargo metadata", "stderr": said, "exit": 101 }]));
    let told: String = said.lines().flat_map(|line| ["  | ", line, "\n"]).collect();
    let expected =
        format!("error: archwright.toml:14:12: cli `tool`: Cargo cannot use `tool/Cargo.toml`\n{told}  fix: mend what Cargo says of it\n");
    for verb in ["docker-build", "plan"] {
        sandbox.run(&[verb]).exits(3).prints("").complains(&expected);
    }
    sandbox.rules(json!([{ "call": "cargo metadata", "stderr": "error: toolchain 'x' is not installed\n", "exit": 1 }]));
    sandbox.run(&["docker-build"]).exits(4).says("toolchain 'x' is not installed");
}
