//! Where images go: layouts, the Docker server's store, nowhere; decided by what the server can do.

use crate::support::{Sandbox, check};
use serde_json::json;

fn classic(sandbox: &Sandbox) {
    sandbox.docker_info(|info| info["DriverStatus"] = json!([["Backing Filesystem", "extfs"]]));
}

#[test]
fn layouts_by_default() {
    let sandbox = Sandbox::noetl();
    sandbox.run(&["docker-build"]).exits(0).shows("nothing was pushed or loaded: add --push, or --load for the Docker server's store");
    let index = sandbox.read("target/archwright/layout/app/index.json");
    assert!(index.contains("registry.invalid/noetl/app:2.1.0") || index.contains("2.1.0"), "{index}");
    sandbox.run(&["verify", "oci:target/archwright/layout/app", "--platforms", "linux/amd64,linux/arm64"]).exits(0);
    let ended = sandbox.run(&["verify", "oci:target/archwright/layout/app", "--platforms", "linux/amd64"]).exits(9);
    check("outputs-verify-one-too-many", &ended);
}

#[test]
fn a_layout_where_the_flag_says() {
    let sandbox = Sandbox::image();
    sandbox.write("sub/file", "");
    sandbox.run_in("sub", &["docker-build", "--output", "oci:out"]).exits(0);
    assert!(sandbox.path("sub/out/index.json").exists(), "{}", sandbox.listing());
}

/// A folder that the flag names and that somebody filled is not ours to empty.
#[test]
fn a_named_folder_that_holds_something_else_is_not_emptied() {
    let sandbox = Sandbox::image();
    sandbox.write("out/thesis.txt", "years of work\n");
    sandbox.run(&["docker-build", "--output", "oci:out"]);
    assert_eq!(sandbox.read("out/thesis.txt"), "years of work\n");
}

#[test]
fn a_layout_of_ours_is_written_again() {
    let sandbox = Sandbox::image();
    sandbox.run(&["docker-build", "--output", "oci:out"]).exits(0);
    sandbox.run(&["docker-build", "--output", "oci:out"]).exits(0);
    assert!(sandbox.path("out/index.json").exists());
}

#[test]
fn load_hands_one_archive_to_docker() {
    let sandbox = Sandbox::image();
    let ended = sandbox.run(&["docker-build", "--load"]);
    check("outputs-load", &ended);
    ended.exits(0);
    let load: Vec<_> = sandbox.log().into_iter().filter(|call| call.starts_with("docker load")).collect();
    assert_eq!(load.len(), 1, "{load:?}");
    assert!(!sandbox.path("target/archwright/load/app.tar").exists(), "{}", sandbox.listing());
}

#[test]
fn two_platforms_do_not_fit_a_classic_store() {
    let sandbox = Sandbox::noetl();
    classic(&sandbox);
    let ended = sandbox.run(&["docker-build", "--load"]);
    check("outputs-classic-store", &ended);
    ended.exits(4);
    assert!(!sandbox.log().iter().any(|call| call.starts_with("npm") || call.contains("buildx")), "{:?}", sandbox.log());
    sandbox.run(&["docker-build", "--load", "--platforms", "linux/amd64"]).exits(0);
}

/// The server's platform, which need not be the client's (a Mac, a remote server).
#[test]
fn local_is_the_servers_platform() {
    let sandbox = Sandbox::noetl();
    sandbox.docker_info(|info| info["Architecture"] = "aarch64".into());
    sandbox.run(&["docker-build-local"]).exits(0).shows("linux/arm64").hides("linux/amd64");
}

/// F15: nothing is built that stays, no image, no tag.
#[test]
fn test_only_leaves_no_image() {
    let sandbox = Sandbox::noetl();
    let ended = sandbox.run(&["docker-build", "--test-only"]);
    check("outputs-test-only", &ended);
    ended.exits(0);
    let bake = sandbox.calls().into_iter().find(|call| call.line().contains("bake")).unwrap();
    assert!(
        bake.stdin.contains("type=cacheonly") && !bake.stdin.contains("type=oci") && !bake.stdin.contains("push=true"),
        "{}",
        bake.stdin
    );
    assert!(!sandbox.path("target/archwright/layout").exists() && !sandbox.path("target/archwright/export").exists());
    assert!(!sandbox.log().iter().any(|call| call.starts_with("docker load")));
}

/// F22: the verb says which platform, and that one alone is built.
#[test]
fn a_verb_for_one_platform_builds_that_one() {
    for arch in ["amd64", "arm64"] {
        let sandbox = Sandbox::noetl();
        let other = if arch == "amd64" { "arm64" } else { "amd64" };
        sandbox.run(&[&format!("docker-build-{arch}")]).exits(0).shows(&format!("linux/{arch}")).hides(&format!("linux/{other}"));
    }
}

/// A target of the file is a verb; its flags can still be overridden.
#[test]
fn a_target_is_a_verb() {
    let sandbox = Sandbox::noetl();
    let config = sandbox.read("archwright.toml") + "\n[target.docker-build-try]\nplatforms = [\"linux/arm64\"]\noutput = \"load\"\n";
    sandbox.write("archwright.toml", &config);
    sandbox
        .run(&["docker-build-try", "--dry-run"])
        .exits(0)
        .shows("(flag docker-build-try)")
        .shows("docker load")
        .hides("app on linux/amd64");
}
