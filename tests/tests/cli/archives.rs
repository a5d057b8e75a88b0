//! What people get of a command line: copies in folders of the project, archives, and their digests.

use crate::support::Sandbox;
use archwright_tests::engine::command::Command;
use std::{fs, os::unix::fs::PermissionsExt as _};

/// The usual project, its command line with more keys.
fn with(keys: &str) -> Sandbox {
    let sandbox = Sandbox::noetl();
    let config = sandbox.read("archwright.toml").replace("[cli.tool]\n", &format!("[cli.tool]\n{keys}\n"));
    sandbox.write("archwright.toml", &config);
    sandbox
}

const STAGED: &str = "target/archwright/artifacts/cli.tool/linux-arm64/linux/arm64/tool";

#[test]
fn copies_go_where_their_places_say() {
    let sandbox = with(r#"copy-to = ["bin/{arch}", "out/{platform}/{triple}"]"#);
    sandbox.run(&["plan"]).exits(0).shows(&format!("$ cp {STAGED} bin/arm64/tool\n"));
    sandbox.run(&["cli-build"]).exits(0);
    let arm64 = fs::read(sandbox.path(STAGED)).unwrap();
    for copy in ["bin/arm64/tool", "out/linux/arm64/aarch64-unknown-linux-gnu/tool"] {
        assert!(fs::read(sandbox.path(copy)).unwrap() == arm64, "{copy}");
        assert_eq!(fs::metadata(sandbox.path(copy)).unwrap().permissions().mode() & 0o777, 0o755, "{copy}");
    }
    assert!(fs::read(sandbox.path("bin/amd64/tool")).unwrap() != arm64);
    sandbox.run(&["cli-build"]).exits(0).says("already so");
    // An image's build copies too: its Dockerfile may expect the file in its context.
    fs::remove_file(sandbox.path("bin/arm64/tool")).unwrap();
    sandbox.run(&["docker-build", "--test-only"]).exits(0);
    assert!(sandbox.path("bin/arm64/tool").exists());
}

/// A folder that tells no machine has the binary that this one runs, or the only one.
#[test]
fn a_folder_for_this_machine() {
    let sandbox = with(r#"copy-to = "bin""#);
    sandbox.run(&["cli-build"]).exits(0);
    let copy = || fs::read(sandbox.path("bin/tool")).unwrap();
    let staged = |slug: &str, platform: &str| {
        fs::read(sandbox.path(&format!("target/archwright/artifacts/cli.tool/{slug}/{platform}/tool"))).unwrap()
    };
    assert!(copy() == staged("linux-amd64", "linux/amd64"), "the fakes' host is x86_64");
    sandbox.run(&["cli-build", "--platforms", "linux/arm64"]).exits(0);
    assert!(copy() == staged("linux-arm64", "linux/arm64"), "it is the only one");
    let plan = sandbox.run(&["cli-build", "--dry-run", "--platforms", "linux/arm64,linux/arm64"]).exits(0).stdout;
    assert!(plan.contains("cp target/archwright/artifacts/cli.tool/linux-arm64/linux/arm64/tool bin/tool"), "{plan}");
}

#[test]
fn what_is_somebody_elses_or_was_changed_stays() {
    let sandbox = with(r#"copy-to = "bin/{arch}""#);
    sandbox.write("bin/amd64/tool", "somebody's\n");
    sandbox.run(&["cli-build"]).exits(5).says("cli `tool`: `bin/amd64/tool` is there, and not recorded as ours; it is left as it is");
    assert_eq!(sandbox.read("bin/amd64/tool"), "somebody's\n");
    fs::remove_file(sandbox.path("bin/amd64/tool")).unwrap();
    sandbox.run(&["cli-build"]).exits(0);
    sandbox.write("bin/amd64/tool", "changed\n");
    sandbox.run(&["cli-build"]).exits(5).says("`bin/amd64/tool` was changed since it was put there").says("delete it and run again");
    assert_eq!(sandbox.read("bin/amd64/tool"), "changed\n");
}

/// What we put there is replaced once the binary is another.
#[test]
fn what_is_ours_is_replaced() {
    let sandbox = with("copy-to = \"bin\"\ntoolchain = \"cargo\"");
    sandbox.run(&["cli-build", "--platforms", "linux/amd64"]).exits(0);
    let before = fs::read(sandbox.path("bin/tool")).unwrap();
    sandbox.run(&["cli-build", "--platforms", "linux/arm64"]).exits(0);
    assert!(fs::read(sandbox.path("bin/tool")).unwrap() != before);
}

/// What an image takes by its architecture is Linux's, whatever else is built.
#[test]
fn of_two_with_one_path_the_one_for_images_is_copied() {
    let sandbox = with("copy-to = \"bin/{arch}\"\ntargets = [\"aarch64-apple-darwin\"]");
    sandbox.tool("sysroot/lib/rustlib/aarch64-apple-darwin/lib/libstd-0123.rlib", "");
    sandbox.run(&["cli-build"]).exits(0).says("aarch64-apple-darwin by cargo-zigbuild");
    assert!(fs::read(sandbox.path("bin/arm64/tool")).unwrap() == fs::read(sandbox.path(STAGED)).unwrap());
}

#[test]
fn two_files_of_one_path_are_told() {
    let sandbox = with("copy-to = \"bin/{os}\"");
    sandbox
        .run(&["cli-build"])
        .exits(3)
        .says("cli `tool`: several of its files would be `bin/linux/tool`")
        .says("archwright.toml:14:")
        .says("`{triple}` always does");
}

const PACKED: &str = r#"targets = ["x86_64-pc-windows-gnu"]
archive = { files = ["LICENSE"] }"#;

/// The usual project with archives, on a machine with a compiler for Windows.
fn packing() -> Sandbox {
    let sandbox = with(PACKED).env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER", "mingw-gcc");
    sandbox.tool("sysroot/lib/rustlib/x86_64-pc-windows-gnu/lib/libstd-0123.rlib", "");
    sandbox.write("LICENSE", "do what you like\n");
    sandbox
}

const ARCHIVES: [&str; 3] =
    ["tool-2.1.0-aarch64-unknown-linux-gnu.tar.gz", "tool-2.1.0-x86_64-pc-windows-gnu.zip", "tool-2.1.0-x86_64-unknown-linux-gnu.tar.gz"];

#[test]
fn archives_hold_the_binaries_and_their_digests_are_right() {
    let sandbox = packing();
    let plan = sandbox.run(&["cli-build", "--dry-run"]).exits(0).stdout;
    let [arm64, windows, _] = ARCHIVES.map(|name| name.trim_end_matches(".zip").trim_end_matches(".tar.gz"));
    assert!(plan.contains(&format!("dist/{arm64}.tar.gz ← {arm64}/LICENSE, {arm64}/tool\n")), "{plan}");
    assert!(plan.contains(&format!("dist/{windows}.zip ← {windows}/LICENSE, {windows}/tool.exe\n")), "{plan}");
    assert!(plan.contains("    x86_64-pc-windows-gnu: cargo (mingw-gcc links for x86_64-pc-windows-gnu)\n"), "{plan}");
    sandbox.run(&["cli-build"]).exits(0).says("3 archives in dist");

    let dist = sandbox.path("dist");
    let sums: Vec<_> = sandbox.read("dist/SHA256SUMS").lines().map(|line| line[66..].to_owned()).collect();
    assert_eq!(sums, ARCHIVES);
    Command::new("sha256sum").args(["--check", "--strict", "SHA256SUMS"]).dir(&dist).run().exits(0);
    let listed = Command::new("tar").args(["--full-time", "--utc", "-tvzf", ARCHIVES[0]]).dir(&dist).run().exits(0).stdout;
    let lines: Vec<_> = listed.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(lines.len(), 2, "{listed}");
    assert_eq!(lines[0], format!("-rw-r--r-- 0/0 17 1980-01-01 00:00:00 {arm64}/LICENSE"));
    assert!(lines[1].starts_with("-rwxr-xr-x 0/0 ") && lines[1].ends_with(&format!(" 1980-01-01 00:00:00 {arm64}/tool")), "{listed}");
    Command::new("tar").args(["-xzf", ARCHIVES[0]]).dir(&dist).run().exits(0);
    assert!(fs::read(dist.join(arm64).join("tool")).unwrap() == fs::read(sandbox.path(STAGED)).unwrap());
}

/// Read by somebody who reads many.
#[test]
fn the_archive_for_windows_is_a_zip_that_others_read() {
    let sandbox = packing().env("SOURCE_DATE_EPOCH", "1700000000");
    sandbox.run(&["cli-build", "--platforms", "windows/amd64"]).exits(4);
    sandbox.run(&["cli-build"]).exits(0);
    let script = "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\n\
                  for i in z.infolist(): print(i.filename, oct(i.external_attr >> 16), *i.date_time, i.file_size)";
    let zip = sandbox.path("dist").join(ARCHIVES[1]);
    let listed = Command::new("python3").args(["-c", script, zip.as_str()]).run().exits(0).stdout;
    let stem = "tool-2.1.0-x86_64-pc-windows-gnu";
    let size = fs::metadata(sandbox.path("tool/target/x86_64-pc-windows-gnu/release/tool.exe")).unwrap().len();
    assert_eq!(listed, format!("{stem}/LICENSE 0o100644 2023 11 14 22 13 20 17\n{stem}/tool.exe 0o100755 2023 11 14 22 13 20 {size}\n"));
}

/// The same binaries give the same bytes, whenever and by whomever they are packed.
#[test]
fn archives_are_reproducible() {
    let bytes = || {
        let sandbox = packing();
        sandbox.run(&["cli-build"]).exits(0);
        let all = ARCHIVES.map(|name| fs::read(sandbox.path("dist").join(name)).unwrap());
        sandbox.run(&["cli-build"]).exits(0).says("already so");
        all
    };
    assert!(bytes() == bytes());
}

#[test]
fn a_missing_file_and_a_broken_list_are_told_before_and_left_alone() {
    let sandbox = with(PACKED);
    sandbox
        .run(&["cli-build"])
        .exits(3)
        .says("cli `tool`: file of its archives `")
        .says("LICENSE` is not there")
        .says("fix `files` in [cli.tool.archive]");
    let sandbox = packing();
    sandbox.write("dist/SHA256SUMS", "notes\n");
    sandbox.run(&["cli-build"]).exits(5).says("is there, and is no list of SHA-256 digests; it is left as it is");
    assert_eq!(sandbox.read("dist/SHA256SUMS"), "notes\n");
}

/// A build for images packs nothing.
#[test]
fn images_need_no_archives() {
    let sandbox = packing();
    sandbox.run(&["docker-build", "--test-only"]).exits(0);
    assert!(!sandbox.path("dist").exists());
    assert!(!sandbox.log().iter().any(|call| call.contains("windows")), "{:?}", sandbox.log());
}
