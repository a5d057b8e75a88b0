//! Several binaries of one workspace, triples besides the platforms, and versions that Git's tags must agree with.

use crate::support::Sandbox;
use std::fs;

/// The usual project, its command line with more keys.
fn with(keys: &str) -> Sandbox {
    let sandbox = Sandbox::noetl();
    let config = sandbox.read("archwright.toml").replace("[cli.tool]\n", &format!("[cli.tool]\n{keys}\n"));
    sandbox.write("archwright.toml", &config);
    sandbox
}

/// A workspace with two packages, whose binaries are wanted in one context.
fn brokkr(bins: &str) -> Sandbox {
    let sandbox = with(&format!("bins = [{bins}]"));
    sandbox.tool("packages", "brokkr-broker 0.3.0 broker\nbrokkr-agent 0.3.0 agent helper\nbrokkr-ui 0.3.0 helper\n");
    sandbox
}

const STAGED: &str = "target/archwright/artifacts/cli.tool/linux-arm64/linux/arm64";

#[test]
fn binaries_of_several_packages_are_one_context() {
    let sandbox = brokkr(r#""broker", "agent""#);
    let plan = sandbox.run(&["cli-build", "--dry-run"]).exits(0).stdout;
    assert!(plan.contains("command line `tool`, binaries `broker`, `agent`\n"), "{plan}");
    assert!(plan.contains("--bin broker --bin agent --profile release --package brokkr-agent --package brokkr-broker"), "{plan}");
    sandbox.run(&["cli-build"]).exits(0);
    let staged = |sandbox: &Sandbox| {
        let entries = fs::read_dir(sandbox.path(STAGED)).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    assert_eq!(staged(&sandbox), ["agent", "broker"]);
    sandbox.run(&["cli-build"]).exits(0).says("already so");
    // One that is no longer wanted is no longer in the context.
    let config = sandbox.read("archwright.toml").replace(r#""broker", "agent""#, r#""broker""#);
    sandbox.write("archwright.toml", &config);
    sandbox.run(&["cli-build"]).exits(0);
    assert_eq!(staged(&sandbox), ["broker"]);
}

#[test]
fn binaries_that_are_not_there_or_not_of_one_package() {
    let sandbox = brokkr(r#""broker", "agnet""#);
    sandbox
        .run(&["cli-build"])
        .exits(3)
        .says("the workspace of `tool/Cargo.toml` has no binary `agnet`")
        .says("archwright.toml:14:19")
        .says("did you mean `agent`? binaries: broker, agent, helper, helper");
    brokkr(r#""helper""#)
        .run(&["cli-build"])
        .exits(3)
        .says("several packages have a binary `helper`: brokkr-agent, brokkr-ui")
        .says("set `package` in [cli.tool] to one of them");
}

#[test]
fn triples_besides_the_platforms_are_built_where_the_tool_is_there() {
    let sandbox =
        with(r#"targets = ["aarch64-apple-darwin", "x86_64-pc-windows-msvc", "x86_64-unknown-linux-musl"]"#).without("cargo-zigbuild");
    sandbox.tool("sysroot/lib/rustlib/x86_64-unknown-linux-musl/lib/libstd-0123.rlib", "");
    let plan = sandbox.run(&["cli-build", "--dry-run"]).exits(0).stdout;
    for line in [
        "    x86_64-unknown-linux-musl: cargo (x86_64-unknown-linux-musl links with the host's linker)\n",
        "    aarch64-apple-darwin: left out, for nothing here builds it (cargo: the standard library of aarch64-apple-darwin is not \
         installed, and Apple's linker is on macOS only, and no other is set for aarch64-apple-darwin; cargo-zigbuild: cargo-zigbuild is \
         not on the PATH; cross: it has no image for aarch64-apple-darwin)\n",
        "      fix: run `cli-build` on a Mac, or run `rustup target add aarch64-apple-darwin` and `cargo install cargo-zigbuild`, with zig, here\n",
        "      fix: run `cli-build` on Windows' own machines, or name x86_64-pc-windows-gnu in its place\n",
    ] {
        assert!(plan.contains(line), "{line}\n{plan}");
    }
    sandbox.run(&["cli-build"]).exits(0).says("left out, as the plan says why: aarch64-apple-darwin, x86_64-pc-windows-msvc");
    assert!(sandbox.path("target/archwright/artifacts/cli.tool/x86_64-unknown-linux-musl/linux/amd64/tool").exists());
    // Platforms choose among the triples too, and an image needs none of them.
    sandbox.forget();
    sandbox.run(&["cli-build", "--platforms", "linux/arm64"]).exits(0);
    sandbox.run(&["docker-build", "--test-only"]).exits(0);
    assert!(!sandbox.log().iter().any(|call| call.contains("musl")), "{:?}", sandbox.log());
}

/// zig links for macOS, and what comes out is looked at there as well.
#[test]
fn a_mac_is_built_for_by_zig_and_looked_at() {
    let sandbox = with(r#"targets = ["aarch64-apple-darwin"]"#);
    sandbox.tool("sysroot/lib/rustlib/aarch64-apple-darwin/lib/libstd-0123.rlib", "");
    sandbox.run(&["cli-build"]).exits(0).says("aarch64-apple-darwin by cargo-zigbuild");
    assert!(sandbox.path("target/archwright/artifacts/cli.tool/aarch64-apple-darwin/darwin/arm64/tool").exists());
    sandbox.tool("machine", "x86_64");
    sandbox.run(&["cli-build", "--platforms", "darwin/arm64"]).exits(5).says("it is Mach-O for x86_64, not for darwin/arm64");
}

#[test]
fn a_tag_at_the_commit_is_the_version() {
    let sandbox = with("tag-is-version = true");
    for (tags, agrees) in [
        ("", true),
        ("v2.1.0\n", true),
        ("latest\nv2\ntool-v2.1.0\n", true),
        ("v2.1.1\nv2.1.0\n", true),
        ("other-v9.0.0\n", true),
        ("v2.2.0\n", false),
        ("tool-v2.1.0-rc.1\n", false),
    ] {
        sandbox.tool("tags", tags);
        let ended = sandbox.run(&["cli-build"]).exits(if agrees { 0 } else { 3 });
        if !agrees {
            let tag = tags.trim();
            ended
                .says(&format!("cli `tool`: the commit has the tag `{tag}`, and package `tool` has version 2.1.0"))
                .says("archwright.toml:14:");
        }
    }
    // It holds for the images that need it too.
    sandbox.run(&["docker-build", "--test-only"]).exits(3).says("has version 2.1.0");
    let without = with("tag-is-version = true").without("git");
    without.run(&["cli-build"]).exits(3).says("whether a Git tag at the commit is its version is not known").says("`git fetch --tags`");
}

/// They reach Cargo as they are, and the plan shows them; what may be secret is not among them.
#[test]
fn what_is_set_for_cargo_is_shown_and_respected() {
    let sandbox = Sandbox::noetl()
        .env("RUSTC_WRAPPER", "sccache")
        .env("CARGO_PROFILE_RELEASE_LTO", "fat")
        .env("CARGO_REGISTRIES_OURS_TOKEN", "hush-hush-hush");
    let linker = "[target.aarch64-unknown-linux-gnu]\nlinker = \"tools/ld\"\n[build]\njobs = 2\n";
    sandbox.write(".cargo/config.toml", linker);
    let plan = sandbox.run(&["plan"]).exits(0).hides("hush-hush-hush").stdout;
    for line in
        ["    set by you: CARGO_PROFILE_RELEASE_LTO=fat\n", "    set by you: RUSTC_WRAPPER=sccache\n", "    set by you: build.jobs=2\n"]
    {
        assert!(plan.contains(line), "{line}\n{plan}");
    }
    assert!(plan.contains("/project/tools/ld links for aarch64-unknown-linux-gnu"), "{plan}");
    sandbox.run(&["cli-build"]).exits(0);
    let build = sandbox.calls().into_iter().find(|call| call.args[0] == "build").unwrap();
    for variable in ["RUSTC_WRAPPER=sccache", "CARGO_PROFILE_RELEASE_LTO=fat"] {
        assert!(build.env.iter().any(|there| there == variable), "{variable}: {:?}", build.env);
    }
}

/// Two links that do not fit at a time are two calls, and so are those of two command lines.
#[test]
fn what_does_not_fit_into_the_memory_is_built_one_after_the_other() {
    let sandbox = Sandbox::noetl();
    let config = sandbox.read("archwright.toml");
    let second = "[cli.second]\nmanifest = \"second/Cargo.toml\"\nbin = \"tool\"\n";
    sandbox.write("second/Cargo.toml", "[package]\nname = \"tool\"\n");
    sandbox.write("archwright.toml", &format!("{config}\n{second}\n[limits]\njobs = 2\nmemory = \"2GiB\"\n"));
    sandbox.run(&["plan"]).exits(0).shows("    2GiB of memory, about 2GiB for each: 1 at a time, with those of other command lines\n");
    sandbox.run(&["cli-build"]).exits(0);
    let log = sandbox.log();
    let builds: Vec<_> = log.iter().filter(|call| call.starts_with("cargo build")).collect();
    assert!(
        builds.len() == 4 && builds.iter().all(|call| call.contains("--jobs 2") && call.matches("--target").count() == 1),
        "{builds:?}"
    );
}
