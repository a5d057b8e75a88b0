//! What a machine can lack: exit 4, one message that names what, and the remedy.

use crate::support::{Sandbox, check};
use serde_json::json;

#[test]
fn no_docker() {
    let sandbox = Sandbox::image().without("docker");
    let ended = sandbox.run(&["docker-build"]);
    check("machine-no-docker", &ended);
    ended.exits(4);
}

#[test]
fn no_buildx() {
    let sandbox = Sandbox::image();
    sandbox.docker_info(|info| info["ClientInfo"]["Plugins"] = json!([]));
    let ended = sandbox.run(&["docker-build"]);
    check("machine-no-buildx", &ended);
    ended.exits(4);
    assert_eq!(sandbox.log(), ["docker info --format {{json .}}"]);
}

/// What Docker 28's client prints when the server is stopped: JSON with `ServerErrors`, and exit 1.
#[test]
fn the_server_is_stopped() {
    let sandbox = Sandbox::image();
    let error = "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?";
    let info = json!({
        "ServerErrors": [error],
        "ClientInfo": { "Version": "28.5.1", "Context": "default", "Plugins": [{ "Name": "buildx", "Version": "v0.29.1" }] },
    });
    sandbox.rules(json!([{ "call": "docker info", "stdout": info.to_string(), "exit": 1 }]));
    let ended = sandbox.run(&["docker-build"]);
    check("machine-server-stopped", &ended);
    ended.exits(4);
    sandbox.run(&["docker-build-local"]).exits(4).prints("").says(error).says("fix: ");
}

/// What Podman 4.3's stand-in prints: its own JSON, and a note on stderr.
#[test]
fn podman_is_refused_by_name() {
    let sandbox = Sandbox::image();
    let info = json!({
        "host": { "arch": "amd64", "buildahVersion": "1.28.2", "os": "linux" },
        "store": { "graphDriverName": "overlay" },
        "registries": {},
        "version": { "APIVersion": "4.3.1", "Version": "4.3.1" },
    });
    let note = "Emulate Docker CLI using podman. Create /etc/containers/nodocker to quiet msg.\n";
    for note in [note, ""] {
        sandbox.rules(json!([{ "call": "docker info", "stdout": info.to_string(), "stderr": note, "exit": 0 }]));
        sandbox.run(&["docker-build"]).exits(4).says("Podman").says("fix: ");
    }
}

#[test]
fn docker_prints_nonsense() {
    let sandbox = Sandbox::image();
    sandbox.rules(json!([{ "call": "docker info", "stdout": "hello\n", "exit": 0 }]));
    sandbox.run(&["docker-build"]).exits(4).says("`docker info` printed no JSON");
}

#[test]
fn no_npm() {
    let sandbox = Sandbox::noetl().without("npm");
    let ended = sandbox.run(&["ui-build"]);
    check("machine-no-npm", &ended);
    ended.exits(4);
}

#[test]
fn no_arm64_target() {
    let sandbox = Sandbox::noetl();
    std::fs::remove_dir_all(sandbox.root().join("tools/sysroot/lib/rustlib/aarch64-unknown-linux-gnu")).unwrap();
    let sandbox = sandbox.without("cargo-zigbuild").without("cross");
    let ended = sandbox.run(&["docker-build"]);
    check("machine-no-arm64-target", &ended);
    ended.exits(4);
    assert!(!sandbox.log().iter().any(|call| call.starts_with("npm") || call.contains("buildx")), "{:?}", sandbox.log());
}

#[test]
fn no_rust() {
    let sandbox = Sandbox::noetl().without("rustc").without("cargo");
    let ended = sandbox.run(&["docker-build"]);
    check("machine-no-rust", &ended);
    ended.exits(4);
}

#[test]
fn no_cargo() {
    let sandbox = Sandbox::noetl().without("cargo");
    sandbox
        .run(&["cli-build"])
        .exits(4)
        .complains("error: cargo: `cargo` is not on the PATH\n  fix: install Rust from https://rustup.rs\nfailed, exit 4 in [time]\n");
}

/// What rustup says of a toolchain that it does not have, with exit 1.
#[test]
fn a_toolchain_that_the_variable_names_and_that_is_not_there() {
    let sandbox = Sandbox::noetl().env("ARCHWRIGHT_RUST_TOOLCHAIN", "nope");
    sandbox.rules(json!([{ "call": "rustc", "stderr": "error: toolchain 'nope' is not installed\n", "exit": 1 }]));
    let ended = sandbox.run(&["cli-build"]).exits(4);
    ended
        .says("error: rust: ARCHWRIGHT_RUST_TOOLCHAIN is `nope`: ")
        .says("  fix: set ARCHWRIGHT_RUST_TOOLCHAIN to one of `rustup toolchain list`");
}

#[test]
fn npm_without_node() {
    let sandbox = Sandbox::noetl().without("node");
    let message = "error: ui.web: UI `web` is built by npm, which needs node, and that is not on the PATH\n  fix: install Node.js (Debian: `apt-get install nodejs`)\n";
    sandbox.run(&["ui-build"]).exits(4).says(message);
}

#[test]
fn a_folder_that_cannot_be_written_to() {
    let sandbox = Sandbox::image();
    sandbox.write("target", "a file\n");
    sandbox.run(&["docker-build"]).exits(4).says("error: cannot write to ").says("\n  fix: make it writable: ");
}

#[test]
fn a_docker_configuration_that_is_no_json() {
    let sandbox = Sandbox::image().env("DOCKER_CONFIG", "/nonexistent");
    let dir = sandbox.path("docker");
    sandbox.write("docker/config.json", "{");
    let sandbox = sandbox.env("DOCKER_CONFIG", dir.as_str());
    sandbox.run(&["verify", "registry.invalid/a:1"]).exits(4).says("error: cannot understand ").says("\n  fix: mend it, or move it away: ");
}

/// An image that takes no binary needs no Rust.
#[test]
fn no_rust_and_none_needed() {
    let sandbox = Sandbox::new(
        "[project]\nplatforms = ['linux/amd64']\n[cli.tool]\nmanifest = 'tool/Cargo.toml'\n[image.app]\nneeds = ['cli.tool']\n[image.page]\n",
    );
    sandbox.write("tool/Cargo.toml", "");
    sandbox.without("rustc").without("cargo").run(&["docker-build-page"]).exits(0);
}

/// An unusable machine leaves a report as well: CI collects it whatever happened.
#[test]
fn what_is_missing_stands_in_the_report() {
    let sandbox = Sandbox::image().without("docker");
    sandbox.run(&["docker-build"]).exits(4);
    assert_eq!(sandbox.report()["exit"], 4);
}
