//! Binaries from the host: of the platform's machine, from the platform's folder, in the platform's image alone.

use crate::support::{Sandbox, check};
use archwright_tests::fake::{AMD64, ARM64, executable};
use std::fs;

const STAGED: &str = "target/archwright/artifacts/cli.tool";

#[test]
fn each_is_staged_for_its_platform() {
    let sandbox = Sandbox::noetl();
    sandbox.run(&["cli-build"]).exits(0);
    for (arch, machine) in [("amd64", AMD64), ("arm64", ARM64)] {
        let file = sandbox.path(&format!("{STAGED}/linux-{arch}/linux/{arch}/tool"));
        assert_eq!(fs::read(file).unwrap(), executable(machine, true), "{arch}");
    }
    let build: Vec<_> = sandbox.log().into_iter().filter(|call| call.starts_with("cargo build")).collect();
    assert_eq!(build.len(), 1, "one call for both: {build:?}");
}

#[test]
fn unchanged_they_are_already_so() {
    let sandbox = Sandbox::noetl();
    sandbox.run(&["cli-build"]).exits(0);
    let ended = sandbox.run(&["cli-build"]);
    check("binaries-already-so", &ended);
    ended.exits(0);
}

#[test]
fn one_of_another_machine_is_refused() {
    let sandbox = Sandbox::noetl();
    sandbox.tool("machine", "x86_64-unknown-linux-gnu");
    let ended = sandbox.run(&["docker-build"]);
    check("binaries-another-machine", &ended);
    ended.exits(5);
    assert!(!sandbox.path(&format!("{STAGED}/linux-arm64")).exists(), "{}", sandbox.listing());
    assert!(!sandbox.log().iter().any(|call| call.contains("bake")), "{:?}", sandbox.log());
}

/// F10: what lies in the host's own folder is somebody's earlier build, of whatever machine.
#[test]
fn a_stale_one_in_the_hosts_folder_is_never_taken() {
    let sandbox = Sandbox::noetl();
    sandbox.write("tool/target/release/tool", "stale");
    sandbox.run(&["cli-build"]).exits(0);
    let sandbox = Sandbox::noetl();
    sandbox.write("tool/target/release/tool", "stale");
    sandbox.tool("no-binary", "");
    let ended = sandbox.run(&["cli-build"]);
    check("binaries-none-left", &ended);
    ended.exits(5);
    assert!(!sandbox.path(STAGED).exists());
}

#[test]
fn a_static_one_must_need_no_loader() {
    let sandbox = Sandbox::noetl();
    let config = sandbox.read("archwright.toml").replace("manifest =", "libc = \"gnu-static\"\nmanifest =");
    sandbox.write("archwright.toml", &config);
    sandbox.run(&["cli-build"]).exits(5).says("needs a loader, and [cli.tool] asks for a static binary");
}

#[test]
fn several_binaries_need_a_name() {
    let sandbox = Sandbox::noetl();
    sandbox.tool("bins", "tool\nagent");
    let message = "error: archwright.toml:13:1: cli `tool`: package `tool` has several binaries\n  fix: set `bin` in [cli.tool] to one of: tool, agent; or `bins` to several\n";
    sandbox.run(&["cli-build"]).exits(3).prints("").complains(message);
}

#[test]
fn the_name_is_cargos_not_ours() {
    let sandbox = Sandbox::noetl();
    sandbox.tool("bins", "noetlctl");
    sandbox.run(&["cli-build"]).exits(0);
    assert!(sandbox.path(&format!("{STAGED}/linux-arm64/linux/arm64/noetlctl")).exists(), "{}", sandbox.listing());
}

#[test]
fn only_the_platforms_that_were_asked_for() {
    let sandbox = Sandbox::noetl();
    sandbox.run(&["cli-build", "--platforms", "aarch64"]).exits(0);
    assert!(!sandbox.path(&format!("{STAGED}/linux-amd64")).exists(), "{}", sandbox.listing());
    let build = sandbox.log().into_iter().find(|call| call.starts_with("cargo build")).unwrap();
    assert!(build.ends_with("--target aarch64-unknown-linux-gnu") && !build.contains("x86_64"), "{build}");
}
