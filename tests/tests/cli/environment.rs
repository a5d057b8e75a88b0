//! `ARCHWRIGHT_*`: below flags, above the file, shown with their origin; booleans are strict.

use crate::support::Sandbox;

fn why(sandbox: &Sandbox, key: &str, flags: &[&str]) -> String {
    let args: Vec<_> = ["plan", "--why", key].iter().chain(flags).copied().collect();
    sandbox.run(&args).exits(0).complains("").stdout.trim_end().to_owned()
}

#[test]
fn every_variable_is_below_its_flag_and_above_the_file() {
    for (variable, value, key, flags, by_variable, by_flag, by_file) in [
        (
            "ARCHWRIGHT_PLATFORMS",
            "aarch64",
            "platforms",
            ["--platforms", "linux/386"],
            "linux/arm64",
            "linux/386",
            "linux/amd64 (archwright.toml:3)",
        ),
        (
            "ARCHWRIGHT_REGISTRY",
            "ghcr.io/a/",
            "registry",
            ["--registry", "ghcr.io/b"],
            "ghcr.io/a",
            "ghcr.io/b",
            "registry.invalid/noetl (archwright.toml:2)",
        ),
        ("ARCHWRIGHT_BUILDER", "mine", "builder", ["--builder", "yours"], "mine", "yours", "noetl-builder (archwright.toml:4)"),
    ] {
        assert_eq!(why(&Sandbox::image(), key, &[]), format!("{key} = {by_file}"));
        let sandbox = Sandbox::image().env(variable, value);
        assert_eq!(why(&sandbox, key, &[]), format!("{key} = {by_variable} (environment {variable})"));
        assert_eq!(why(&sandbox, key, &flags), format!("{key} = {by_flag} (flag {})", flags[0]));
        // Set and empty is not set, as CI systems leave variables.
        assert_eq!(why(&Sandbox::image().env(variable, ""), key, &[]), format!("{key} = {by_file}"));
    }
}

#[test]
fn tags() {
    let sandbox = Sandbox::image().env("ARCHWRIGHT_TAG", "nightly");
    assert_eq!(why(&sandbox, "tags", &[]), "tags = nightly (environment ARCHWRIGHT_TAG)");
    assert_eq!(why(&sandbox, "tags", &["--tag", "a", "--tag", "b"]), "tags = a,b (flag --tag)");
    assert_eq!(why(&sandbox, "tags", &["--tag", "a,b"]), "tags = a,b (flag --tag)");
    let sandbox = Sandbox::image().env("ARCHWRIGHT_TAG", "a, b");
    assert_eq!(why(&sandbox, "tags", &[]), "tags = a,b (environment ARCHWRIGHT_TAG)");
}

#[test]
fn push_is_a_strict_boolean() {
    for yes in ["1", "true", "TRUE", "yes", "on"] {
        let sandbox = Sandbox::image().env("ARCHWRIGHT_PUSH", yes);
        assert_eq!(why(&sandbox, "output", &[]), "output = push (environment ARCHWRIGHT_PUSH)", "{yes}");
        assert_eq!(why(&sandbox, "output", &["--load"]), "output = load (flag --load)", "{yes}");
    }
    for no in ["0", "false", "no", "Off", ""] {
        let sandbox = Sandbox::image().env("ARCHWRIGHT_PUSH", no);
        assert_eq!(why(&sandbox, "output", &[]), "output = OCI layout in target/archwright/layout (default)", "{no}");
    }
    for neither in ["ture", "2", "push", " "] {
        let sandbox = Sandbox::image().env("ARCHWRIGHT_PUSH", neither);
        sandbox
            .run(&["docker-build"])
            .exits(2)
            .prints("")
            .says("error: environment ARCHWRIGHT_PUSH: `")
            .says("` is neither true nor false");
        assert!(!sandbox.log().iter().any(|call| call.contains("bake")), "{neither}");
    }
}

#[test]
fn values_that_mean_nothing_name_their_variable() {
    for (variable, value, message) in [
        ("ARCHWRIGHT_PLATFORMS", "linux/amd65", "error: environment ARCHWRIGHT_PLATFORMS: "),
        ("ARCHWRIGHT_PLATFORMS", ",", "error: environment ARCHWRIGHT_PLATFORMS names no platform"),
        ("ARCHWRIGHT_REGISTRY", "ghcr.io//x", "error: environment ARCHWRIGHT_REGISTRY: "),
        ("ARCHWRIGHT_BUILDER", "a builder", "error: environment ARCHWRIGHT_BUILDER: "),
        ("ARCHWRIGHT_TAG", "{versoin}", "error: environment ARCHWRIGHT_TAG: "),
        ("ARCHWRIGHT_PROGRESS", "loud", "error: environment ARCHWRIGHT_PROGRESS: `loud` is none of auto, tty, plain, json"),
    ] {
        Sandbox::image().env(variable, value).run(&["docker-build"]).exits(2).prints("").says(message);
    }
}

/// A verb that fixes the platform fixes it: no variable of some CI job changes what the name says.
#[test]
fn a_fixed_platform_is_not_changed_by_a_variable() {
    let sandbox = Sandbox::image().env("ARCHWRIGHT_PLATFORMS", "linux/arm64");
    sandbox.run(&["docker-build-amd64", "--dry-run"]).exits(0).shows("(verb docker-build-amd64)").hides("linux/arm64");
}

#[test]
fn the_toolchain_is_for_the_cross_building_cargo_alone() {
    let sandbox = Sandbox::noetl().env("ARCHWRIGHT_RUST_TOOLCHAIN", "/opt/rust");
    sandbox.run(&["docker-build"]).exits(0);
    for call in sandbox.calls() {
        let has = call.env.iter().any(|variable| variable == "RUSTUP_TOOLCHAIN=/opt/rust");
        assert_eq!(
            has,
            matches!(call.line().as_str(), line if line.starts_with("cargo build") || line.starts_with("rustc")),
            "{}",
            call.line()
        );
    }
}

/// A user's shell and a run in a folder below the project mean the same folder, and so do we and the docker that we start.
#[test]
fn folders_are_meant_from_where_the_program_was_started() {
    let variables = [("DOCKER_CONFIG", "../mine"), ("BUILDX_CONFIG", "builders"), ("XDG_CACHE_HOME", "cache")];
    let sandbox = variables.into_iter().fold(Sandbox::image(), |sandbox, (name, value)| sandbox.env(name, value));
    sandbox.write("sub/.keep", "");
    sandbox.write("mine/config.json", "{}");
    sandbox.run_in("sub", &["docker-build"]).exits(0);
    let config = format!("DOCKER_CONFIG={}", sandbox.path("sub/../mine"));
    let docker: Vec<_> = sandbox.calls().into_iter().filter(|call| call.program == "docker").collect();
    assert!(!docker.is_empty() && docker.iter().all(|call| call.env.contains(&config)), "{docker:?}");
    for (folder, made) in [("sub/builders/instances", true), ("sub/cache", true), ("builders", false), ("cache", false)] {
        assert_eq!(sandbox.path(folder).exists(), made, "{folder}\n{}", sandbox.listing());
    }
    // It is read by us too.
    sandbox.write("mine/config.json", "{");
    sandbox.run_in("sub", &["docker-build", "--push"]).exits(4).says("sub/../mine/config.json");
}

#[test]
fn a_linker_that_cargo_was_given_is_kept() {
    let linker = "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER";
    let sandbox = Sandbox::noetl().env(linker, "/opt/cross/ld");
    sandbox.run(&["cli-build"]).exits(0);
    let build = sandbox.calls().into_iter().find(|call| call.line().starts_with("cargo build")).unwrap();
    assert!(build.env.contains(&format!("{linker}=/opt/cross/ld")), "{:?}", build.env);
}

/// A variable that is nearly ours is not read, and nobody would notice; one that is somebody's own is left alone.
#[test]
fn a_misspelt_variable_is_told() {
    let sandbox = Sandbox::image().env("ARCHWRIGHT_PLATFROMS", "linux/386").env("ARCHWRIGHT_ENGINE_DIR", "/somewhere");
    let ended = sandbox.run(&["plan", "--why", "platforms"]).exits(0);
    assert_eq!(ended.stdout.trim_end(), "platforms = linux/amd64 (archwright.toml:3)");
    let warning = "warning: environment ARCHWRIGHT_PLATFROMS is not read; did you mean ARCHWRIGHT_PLATFORMS?\n";
    ended.complains(warning);
    // So it is where the configuration is at fault.
    sandbox.write("archwright.toml", "[image.app]\nplatform = 1\n");
    sandbox.run(&["plan"]).exits(3).says(warning);
}

/// It changes what is built, so the plan says it; buildx gets it from the plan and not behind its back.
#[test]
fn source_date_epoch_is_planned() {
    let sandbox = Sandbox::image().env("SOURCE_DATE_EPOCH", "1700000000");
    assert_eq!(why(&sandbox, "source-date-epoch", &[]), "source-date-epoch = 1700000000 (environment SOURCE_DATE_EPOCH)");
    let facts: serde_json::Value = serde_json::from_str(&sandbox.run(&["facts"]).exits(0).stdout).unwrap();
    assert_eq!(facts["origins"]["source-date-epoch"]["environment"], "SOURCE_DATE_EPOCH");
    sandbox.run(&["docker-build"]).exits(0);
    let bake = sandbox.calls().into_iter().find(|call| call.line().starts_with("docker buildx bake")).unwrap();
    assert!(!bake.env.iter().any(|name| name == "SOURCE_DATE_EPOCH"), "{:?}", bake.env);
    let refused = Sandbox::image().env("SOURCE_DATE_EPOCH", "yesterday");
    refused.run(&["docker-build"]).exits(2);
}
