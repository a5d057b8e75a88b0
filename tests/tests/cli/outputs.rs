//! Where images go: layouts, the Docker server's store, nowhere; decided by what the server can do.

use crate::support::{Sandbox, check};
use camino::Utf8PathBuf;
use serde_json::json;
use std::fs;

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

/// Its whole path is longer than a file's name may be.
#[test]
fn a_layout_at_a_long_path_is_ours_too() {
    let sandbox = Sandbox::image();
    let output = format!("oci:{0}/{0}/{0}/out", "long".repeat(40));
    for _ in 0..2 {
        sandbox.run(&["docker-build", "--output", &output]).exits(0);
    }
}

/// Whose layout it is is on record before it takes its place: else the next run would not dare to replace it.
#[test]
fn a_layout_that_cannot_be_recorded_is_not_placed() {
    let sandbox = Sandbox::image();
    sandbox.run(&["docker-build", "--output", "oci:other"]).exits(0);
    fs::remove_dir_all(sandbox.path("target/archwright/layouts")).unwrap();
    sandbox.write("target/archwright/layouts", "in the way");
    sandbox.run(&["docker-build", "--output", "oci:out"]).exits(4).says("target/archwright/layouts");
    assert!(!sandbox.path("out").exists(), "{}", sandbox.listing());
}

/// What cannot be proven never takes the place of what was.
#[test]
fn a_failed_run_leaves_the_layout_that_was_there() {
    for (args, dir) in [(["docker-build", "--output", "oci:out"].as_slice(), "out"), (&["docker-build"], "target/archwright/layout/app")] {
        let sandbox = Sandbox::image();
        let ended = sandbox.run(args).exits(0);
        assert!(ended.stdout.contains(&format!("{dir}@sha256:")), "{ended}");
        let verify = ["verify", &format!("oci:{dir}"), "--platforms", "linux/amd64"];
        let before = sandbox.run(&verify).exits(0).stdout;

        sandbox.tool("exports", "arm64");
        let ended = sandbox.run(args).exits(9);
        assert!(ended.stdout.contains("app  target/archwright/staged/app@sha256:"), "what failed can be looked at: {ended}");
        assert_eq!(sandbox.run(&verify).exits(0).stdout, before);
        sandbox.rules(json!([{ "call": "docker buildx bake", "exit": 1 }]));
        sandbox.run(args).exits(6);
        assert_eq!(sandbox.run(&verify).exits(0).stdout, before);
    }
}

/// The other's proof failed: the run is a failure, and no folder is touched, unless that was asked for.
#[test]
fn no_layout_is_written_before_all_are_proven() {
    let config = "[image.good]\nplatforms = ['linux/arm64']\n[image.bad]\nplatforms = ['linux/amd64']\n";
    for (flag, written) in [(None, false), (Some("--keep-going"), true)] {
        let sandbox = Sandbox::new(config);
        sandbox.tool("exports", "arm64");
        let args: Vec<_> = ["docker-build", "--output", "oci:out"].into_iter().chain(flag).collect();
        sandbox.run(&args).exits(9);
        assert_eq!(sandbox.path("out/good/index.json").exists(), written, "{}", sandbox.listing());
        assert!(!sandbox.path("out/bad").exists(), "{}", sandbox.listing());
    }
}

/// `/dev/shm` is a file system of its own: nothing can be renamed into it.
#[cfg(target_os = "linux")]
#[test]
fn a_layout_goes_to_another_file_system_whole() {
    let elsewhere = tempfile::tempdir_in("/dev/shm").unwrap();
    let dir = elsewhere.path().join("out");
    let (sandbox, output) = (Sandbox::image(), format!("oci:{}", dir.display()));
    for _ in 0..2 {
        sandbox.run(&["docker-build", "--output", &output]).exits(0);
        sandbox.run(&["verify", &output, "--platforms", "linux/amd64"]).exits(0).shows("2 layers have their digests");
    }
    let left: Vec<_> = elsewhere.path().read_dir().unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["out"]);
}

/// A run that was killed while it put a layout in the place of another, after its first step and before its last.
#[test]
fn what_a_killed_run_left_beside_a_layout_is_taken_up() {
    let sandbox = Sandbox::image();
    let (out, old) = (sandbox.path("out"), sandbox.path("out.archwright-old"));
    let build = || sandbox.run(&["docker-build", "--output", "oci:out"]).exits(0);
    build();
    fs::rename(&out, &old).unwrap();
    build().says("layout.app: already so");
    assert!(out.join("index.json").exists() && !old.exists(), "{}", sandbox.listing());

    fs::create_dir(&old).unwrap();
    fs::copy(out.join("index.json"), old.join("index.json")).unwrap();
    build();
    assert!(!old.exists(), "{}", sandbox.listing());
    // Somebody else's of that name stays.
    sandbox.write("out.archwright-old/index.json", "{}");
    build();
    assert!(old.exists(), "{}", sandbox.listing());
}

/// A layer that somebody changed since, as long as before.
#[test]
fn verify_reads_every_layer_of_a_layout() {
    let sandbox = Sandbox::image();
    sandbox.run(&["docker-build", "--output", "oci:out"]).exits(0);
    let mut blobs = sandbox.path("out/blobs/sha256").read_dir_utf8().unwrap().map(|entry| entry.unwrap().into_path());
    let is_gzip = |blob: &Utf8PathBuf| fs::read(blob).unwrap().starts_with(&[0x1f, 0x8b]);
    let layer = blobs.find(is_gzip).unwrap();
    let mut bytes = fs::read(&layer).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::remove_file(&layer).unwrap();
    fs::write(&layer, bytes).unwrap();
    sandbox.run(&["verify", "oci:out", "--platforms", "linux/amd64"]).exits(9).shows("AW108").shows("its digest is sha256:");
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

/// Docker's word is not taken for it: what each name points to afterwards is asked.
#[test]
fn what_docker_says_it_loaded_is_looked_at() {
    let sandbox = Sandbox::image();
    sandbox.rules(serde_json::json!([{ "call": "docker load", "stdout": "Loaded image: app\n", "exit": 0 }]));
    let ended = sandbox.run(&["docker-build", "--load"]).exits(9).hides("loaded\n");
    ended.says("Docker says that it loaded `registry.invalid/noetl/app:latest`, and does not have what was proven under that name");
    sandbox.rules(serde_json::json!([]));
    sandbox.run(&["docker-build", "--load"]).exits(0);
    sandbox.run(&["docker-build", "--load"]).exits(0).says("load: already so");
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
fn f22_a_verb_for_one_platform_builds_that_one() {
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
    sandbox.run(&["docker-build-try", "--dry-run"]).exits(0).shows("(archwright.toml:").shows("docker load").hides("app on linux/amd64");
}
