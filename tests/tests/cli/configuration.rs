//! Configurations that mean nothing: exit 3, every mistake at once, each with its place, before any tool runs.

use crate::support::{Sandbox, check};
use std::fs;

#[test]
fn none_at_all() {
    let sandbox = Sandbox::image();
    fs::remove_file(sandbox.path("archwright.toml")).unwrap();
    let ended = sandbox.run(&["docker-build"]);
    check("configuration-none", &ended);
    ended.exits(3);
    assert!(sandbox.log().is_empty());
}

#[test]
fn three_mistakes_are_told_at_once() {
    let sandbox =
        Sandbox::new("[project]\nplatfroms = ['linux/amd64']\nbuilder = 3\n[image.app]\nneeds = ['ui.wep']\n[ui.web]\ndir = 'ui'\n");
    sandbox.write("ui/package.json", "{}");
    let ended = sandbox.run(&["docker-build"]);
    check("configuration-three-mistakes", &ended);
    ended.exits(3);
    assert!(sandbox.log().is_empty());
}

#[test]
fn no_utf8() {
    let sandbox = Sandbox::image();
    fs::write(sandbox.path("archwright.toml"), b"[image.app]\n# \xff\n").unwrap();
    let message = "error: [sandbox]/project/archwright.toml:2: the file is not UTF-8\n";
    sandbox.run(&["plan"]).exits(3).prints("").complains(message);
}

#[test]
fn a_subdirectory_finds_the_project_above() {
    let sandbox = Sandbox::image();
    sandbox.write("src/deep/file", "");
    let above = sandbox.run(&["plan"]).exits(0);
    sandbox.run_in("src/deep", &["plan"]).exits(0).prints(&above.stdout);
}

#[test]
fn a_mistake_seen_from_a_subdirectory_names_the_file_so_that_an_editor_finds_it() {
    let sandbox = Sandbox::new("[image.app]\ndockerfiel = 'x'\n");
    sandbox.write("src/file", "");
    sandbox.run(&["plan"]).exits(3).says("\narchwright.toml:2:1: unknown key `dockerfiel`");
    let place = format!("\n{}:2:1: unknown key `dockerfiel`", sandbox.path("archwright.toml"));
    sandbox.run_in("src", &["plan"]).exits(3).says(&place);
}

#[test]
fn a_registry_with_a_double_slash() {
    let sandbox = Sandbox::new("[project]\nregistry = 'ghcr.io/x//y'\n[image.app]\n");
    check("configuration-registry", &sandbox.run(&["plan"]));
}

#[test]
fn an_image_named_like_a_platform() {
    let sandbox = Sandbox::new("[image.amd64]\n");
    sandbox.run(&["plan"]).exits(3).prints("").says("archwright.toml:1:");
}

#[test]
fn a_dockerfile_that_is_not_there() {
    let sandbox = Sandbox::new("[image.app]\ndockerfile = 'docker/Dockerfile'\n");
    let message = "error: archwright.toml:2:14: image `app`: dockerfile `[sandbox]/project/docker/Dockerfile` is not there\n  fix: fix `dockerfile` in [image.app]\n";
    sandbox.run(&["docker-build"]).exits(3).prints("").complains(message);
    assert!(sandbox.log().iter().all(|call| call.starts_with("docker info")), "{:?}", sandbox.log());
}

#[test]
fn a_ui_or_a_command_line_that_is_not_configured() {
    let ui = "error: this project has no UI\n  fix: add a [ui.NAME] table to archwright.toml\n";
    let cli = "error: this project has no command line\n  fix: add a [cli.NAME] table to archwright.toml\n";
    Sandbox::image().run(&["ui-build"]).exits(3).prints("").complains(ui);
    Sandbox::image().run(&["cli-build"]).exits(3).prints("").complains(cli);
}

/// `init` must work where the configuration is what is wrong, or help could never be had.
#[test]
fn verbs_without_a_project_ignore_a_broken_one() {
    let sandbox = Sandbox::new("[broken");
    sandbox.run(&["verify", "oci:nowhere"]).exits(2);
    sandbox.run(&["--help"]).exits(0);
}

/// What the file names and is not there is told where the file names it, or where the image that does not name it begins.
#[test]
fn what_is_not_there_has_a_place_in_the_file() {
    let named = Sandbox::new("[image.app]\ndockerfile = 'docker/Dockerfile'\n");
    named.run(&["plan"]).exits(3).prints("").says("error: archwright.toml:2:14: image `app`: dockerfile `");
    let usual = Sandbox::new("[project]\nplatforms = ['linux/amd64']\n\n[image.app]\n");
    fs::remove_file(usual.path("Dockerfile")).unwrap();
    usual.run(&["docker-build"]).exits(3).prints("").says("error: archwright.toml:4:1: image `app`: dockerfile `");
    usual.write("below/file", "");
    usual.run_in("below", &["plan"]).exits(3).says("project/archwright.toml:4:1: ");
}

#[test]
fn a_folder_that_buildx_cannot_name_is_refused() {
    let sandbox = Sandbox::new("[image.app]\ncontext = 'größe'\n");
    sandbox.write("größe/file", "");
    sandbox.run(&["docker-build"]).exits(3).says("fix: rename the folder `größe`");
    assert!(!sandbox.log().iter().any(|call| call.starts_with("docker buildx bake")), "{:?}", sandbox.log());
}
