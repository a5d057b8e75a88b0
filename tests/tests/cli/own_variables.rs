//! `[environment]`: variables of the project's own, between flags and file, beside `ARCHWRIGHT_*`.

use crate::support::Sandbox;

const PROJECT: &str = r#"
[project]
registry = "registry.invalid/acme"
platforms = ["linux/amd64"]

[environment]
PLATFORMS = "platforms"
QUEUE_BACKEND = "variant"
IMAGE_NAME = "name"
IMAGE_TAG = "tag"
REGISTRY = "registry"
BUILDER_NAME = "builder"
PUSH = "push"
LOAD = "load"
PROGRESS = "progress"
NO_CACHE = "no-cache"
KEEP_GOING = "keep-going"
APP_TOKEN = "build-arg.TOKEN"
APP_MODE = "build-arg.MODE"

[image.app]
build-args = { MODE = "file" }

[image.app.variant]
all = { suffix = "" }
redis = { build-args = { MODE = "variant" } }
kafka = {}

[target.docker-build-kafka]
variants = ["kafka"]
tags = ["edge"]
registry = "target.invalid"
output = "load"
"#;

fn sandbox() -> Sandbox {
    Sandbox::new(PROJECT)
}

fn why(sandbox: &Sandbox, key: &str, flags: &[&str]) -> String {
    let args: Vec<_> = ["plan", "--why", key].iter().chain(flags).copied().collect();
    sandbox.run(&args).exits(0).complains("").stdout.trim_end().to_owned()
}

#[test]
fn a11_each_is_below_its_flag_and_above_the_file() {
    for (variable, value, key, shown, flags, flagged) in [
        ("PLATFORMS", "aarch64", "platforms", "linux/arm64", ["--platforms", "linux/386"], "linux/386"),
        ("IMAGE_TAG", "a, b", "tags", "a,b", ["--tag", "c"], "c"),
        ("REGISTRY", "ghcr.io/a", "registry", "ghcr.io/a", ["--registry", "ghcr.io/b"], "ghcr.io/b"),
        ("BUILDER_NAME", "mine", "builder", "mine", ["--builder", "yours"], "yours"),
    ] {
        let sandbox = sandbox().env(variable, value);
        assert_eq!(why(&sandbox, key, &[]), format!("{key} = {shown} (environment {variable})"));
        assert_eq!(why(&sandbox, key, &flags), format!("{key} = {flagged} (flag {})", flags[0]));
        let ours = sandbox.env("ARCHWRIGHT_PLATFORMS", "linux/s390x");
        assert_eq!(why(&ours, "platforms", &[]), "platforms = linux/s390x (environment ARCHWRIGHT_PLATFORMS)");
    }
}

#[test]
fn a11_booleans_are_strict() {
    for (variable, value, shown) in [
        ("PUSH", "true", "push (environment PUSH)"),
        ("PUSH", "0", "OCI layout in target/archwright/layout (default)"),
        ("LOAD", "yes", "load (environment LOAD)"),
        ("PUSH", "", "OCI layout in target/archwright/layout (default)"),
    ] {
        assert_eq!(why(&sandbox().env(variable, value), "output", &[]), format!("output = {shown}"), "{variable}={value}");
    }
    for variable in ["PUSH", "LOAD", "NO_CACHE", "KEEP_GOING"] {
        let wrong = sandbox().env(variable, "maybe");
        wrong.run(&["docker-build"]).exits(2).prints("").says(&format!("error: environment {variable}: `maybe` is neither true nor false"));
    }
    sandbox().env("PUSH", "1").env("LOAD", "1").run(&["plan"]).exits(2).says("environment PUSH pushes, and environment LOAD loads");
    let target = sandbox().env("LOAD", "off");
    target.run(&["docker-build-kafka", "--dry-run"]).exits(0).shows("(environment LOAD)").shows("OCI layout");
}

#[test]
fn values_that_mean_nothing_name_their_variable() {
    for (variable, value, message) in [
        ("PLATFORMS", "linux/amd65", "error: environment PLATFORMS: "),
        ("QUEUE_BACKEND", "rediss", "error: image `app` has no variant `rediss`"),
        ("IMAGE_NAME", "Up/per case", "error: environment IMAGE_NAME: "),
        ("IMAGE_TAG", "{versoin}", "error: environment IMAGE_TAG: "),
        ("PROGRESS", "loud", "error: environment PROGRESS: `loud` is none of auto, tty, plain, json"),
    ] {
        sandbox().env(variable, value).run(&["docker-build"]).exits(2).prints("").says(message);
    }
}

#[test]
fn variants_of_the_command_line_go_before_those_of_the_environment() {
    let sandbox = sandbox().env("QUEUE_BACKEND", "redis,kafka");
    sandbox.run(&["plan"]).exits(0).shows("app:redis, app:kafka").hides("app:all");
    sandbox.run(&["plan", "app:all"]).exits(0).shows("app:all").hides("index.app:redis");
    sandbox.run(&["plan", "--variant", "all"]).exits(0).shows("app:all").hides("index.app:redis");
    sandbox.run(&["plan", "--all", "--except", "app:redis"]).exits(0).shows("app:all, app:kafka").hides("index.app:redis");
    sandbox.run(&["docker-build-kafka", "--dry-run"]).exits(0).shows("app:redis, app:kafka");
}

#[test]
fn a_target_selects_and_the_environment_goes_before_it() {
    let own = sandbox();
    let plan = own.run(&["docker-build-kafka", "--dry-run"]).exits(0);
    plan.shows("target.invalid").shows("(archwright.toml:31)").shows("edge-kafka").hides("app:all");
    let set = sandbox().env("REGISTRY", "variable.invalid").env("IMAGE_TAG", "v");
    set.run(&["docker-build-kafka", "--dry-run"]).exits(0).shows("variable.invalid").shows("v-kafka").hides("target.invalid");
}

#[test]
fn a_name_may_bring_its_registry() {
    let named = |name: &str| sandbox().env("IMAGE_NAME", name);
    named("mine.invalid/team/app")
        .run(&["plan", "--push"])
        .exits(0)
        .shows("mine.invalid/team/app:latest")
        .shows("(environment IMAGE_NAME)");
    named("other").run(&["plan", "--push"]).exits(0).shows("registry.invalid/acme/other:latest");
    named("other").run(&["plan", "--push", "--name", "third"]).exits(0).shows("registry.invalid/acme/third:latest");
    named("mine.invalid/app").run(&["plan", "--push", "--registry", "flag.invalid"]).exits(0).shows("flag.invalid/app:latest");
    let two = Sandbox::new("[environment]\nIMAGE_NAME = \"name\"\n[image.a]\n[image.b]\n").env("IMAGE_NAME", "x");
    two.run(&["plan"]).exits(2).says("error: environment IMAGE_NAME names one image, and this run builds 2: a, b");
    two.run(&["plan", "a"]).exits(0);
}

#[test]
fn build_arguments_go_before_those_of_variants_and_secrets_stay_unseen() {
    let sandbox = sandbox().env("APP_MODE", "variable").env("APP_TOKEN", "0123456789abcdef");
    let plan = sandbox.run(&["plan", "app:redis"]).exits(0);
    plan.shows("build-arg.MODE").shows("variable").shows("(environment APP_MODE)").hides("0123456789abcdef");
    sandbox.run(&["plan", "app:redis", "--bake"]).exits(0).shows("\"MODE\": \"variable\"").hides("\"variant\"").hides("0123456789abcdef");
}

#[test]
fn whether_a_ui_is_built() {
    let project = "[environment]\nNOETL_ENABLE_UI = \"ui.web\"\n[ui.web]\ndir = \"ui\"\n[image.app]\nneeds = [\"ui.web\"]\n";
    let sandbox = |value: &str| {
        let sandbox = Sandbox::new(project).env("NOETL_ENABLE_UI", value);
        sandbox.write("ui/package.json", "{\"scripts\": {\"build\": \"x\"}}");
        sandbox
    };
    let off = sandbox("false");
    assert_eq!(why(&off, "ui.web.mode", &[]), "ui.web.mode = disabled (environment NOETL_ENABLE_UI)");
    off.run(&["plan"]).exits(0).shows("(environment NOETL_ENABLE_UI)").hides("npm ");
    sandbox("true").run(&["plan"]).exits(0).shows("npm ");
    assert_eq!(why(&sandbox(""), "ui.web.mode", &[]), "ui.web.mode = build (default)");
    sandbox("nope").run(&["plan"]).exits(2).says("error: environment NOETL_ENABLE_UI: `nope` is neither true nor false");
    sandbox("nope").run(&["explain"]).exits(0);
}
