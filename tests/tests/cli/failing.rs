//! Every step fails once: the exit code, what was said, what was not done, and the report.

use crate::support::{Ended, Sandbox, check};
use serde_json::json;

/// Fails one call and returns how the run ended, its report compared with the exit code.
#[track_caller]
fn failed(name: &str, call: &str, exit: i32) -> (Sandbox, Ended) {
    let sandbox = Sandbox::noetl();
    sandbox.rules(json!([{ "call": call, "stderr": "no luck today\n", "exit": 3 }]));
    let ended = sandbox.run(&["docker-build"]).exits(exit);
    check(name, &ended);
    assert_eq!(sandbox.report()["exit"], exit, "{}", sandbox.report());
    (sandbox, ended)
}

fn outcomes(sandbox: &Sandbox) -> Vec<String> {
    let report = sandbox.report();
    let steps = report["steps"].as_array().unwrap().iter();
    steps.map(|step| format!("{} {}", step["id"].as_str().unwrap(), step["outcome"].as_str().unwrap())).collect()
}

fn asked(sandbox: &Sandbox, call: &str) -> bool {
    sandbox.log().iter().any(|line| line.starts_with(call))
}

#[test]
fn npm_ci() {
    let (sandbox, _) = failed("failing-npm-ci", "npm ci", 5);
    assert!(!asked(&sandbox, "npm run") && !asked(&sandbox, "docker buildx bake"));
    let expected =
        ["ui.web failed", "cli.tool done", "builder done", "build skipped", "index.app skipped", "prove.app skipped", "layout.app skipped"]
            .map(str::to_owned);
    assert_eq!(outcomes(&sandbox), expected);
    assert!(!sandbox.path("server/static").exists());
}

#[test]
fn npm_run_build() {
    let (sandbox, _) = failed("failing-npm-run-build", "npm run build", 5);
    assert!(!asked(&sandbox, "docker buildx bake") && !sandbox.path("server/static").exists());
}

#[test]
fn cargo_build() {
    let (sandbox, _) = failed("failing-cargo-build", "cargo build", 5);
    assert!(!asked(&sandbox, "docker buildx bake"));
    assert!(!sandbox.path("target/archwright/artifacts/cli.tool").exists());
}

#[test]
fn cargo_metadata() {
    let (sandbox, _) = failed_before_the_run("failing-cargo-metadata", "cargo metadata", 4);
    assert!(!asked(&sandbox, "cargo build") && !asked(&sandbox, "npm") && !asked(&sandbox, "docker buildx"));
}

#[test]
fn buildx_create() {
    let (sandbox, _) = failed("failing-buildx-create", "docker buildx create", 4);
    assert!(!asked(&sandbox, "docker buildx inspect") && !asked(&sandbox, "docker buildx bake"));
}

#[test]
fn buildx_inspect() {
    let (sandbox, _) = failed("failing-buildx-inspect", "docker buildx inspect", 4);
    assert!(!asked(&sandbox, "docker buildx bake"));
}

#[test]
fn buildx_bake() {
    let (sandbox, ended) = failed("failing-buildx-bake", "docker buildx bake", 6);
    assert!(!sandbox.path("target/archwright/layout").exists(), "{}", sandbox.listing());
    // Nothing was built, and nothing says so.
    ended.hides(": built");
}

/// BuildKit names the operation that failed, and what it printed; the rest is noise.
#[test]
fn an_operation_of_the_dockerfile() {
    let sandbox = Sandbox::noetl();
    let name = "[app-linux-arm64 2/2] RUN make";
    let failed = json!({ "vertexes": [{ "digest": "sha256:a", "name": name, "started": "2026-11-20T10:00:00Z",
        "completed": "2026-11-20T10:00:01Z", "error": "process \"/bin/sh -c make\" did not complete successfully: exit code: 2" }] });
    // "make: *** no rule\n" in base64, as Go writes bytes.
    let log = json!({ "logs": [{ "vertex": "sha256:a", "stream": 1, "data": "bWFrZTogKioqIG5vIHJ1bGUK" }] });
    let cancelled =
        json!({ "vertexes": [{ "digest": "sha256:b", "name": "[app-linux-amd64 2/2] RUN make", "error": "context canceled" }] });
    let started = json!({ "vertexes": [{ "digest": "sha256:a", "name": name, "started": "2026-11-20T10:00:00Z" }] });
    let stderr = format!("{started}\n{log}\n{cancelled}\n{failed}\nERROR: failed to build\n");
    sandbox.rules(json!([{ "call": "docker buildx bake", "stderr": stderr, "exit": 1 }]));
    let ended = sandbox.run(&["docker-build"]).exits(6);
    check("failing-an-operation", &ended);
}

/// BuildKit cancels what runs beside a failure, and may tell that first; why it failed is its last word.
#[test]
fn what_was_cancelled_is_not_why() {
    let sandbox = Sandbox::noetl();
    let cancelled = json!({ "vertexes": [{ "digest": "sha256:a", "name": "[app-linux-arm64 context cli.tool] load from client",
        "error": "failed to copy: context canceled: context canceled" }] });
    let rule = "-".repeat(20);
    let words = "failed to solve: failed to compute cache key: failed to calculate checksum of ref a::b: \"/nix\": not found";
    let stderr = format!("{cancelled}\nDockerfile:1\n{rule}\n   1 | >>> FROM scratch\n{rule}\nERROR: target app-linux-arm64: {words}\n");
    sandbox.rules(json!([{ "call": "docker buildx bake", "stderr": stderr, "exit": 1 }]));
    sandbox.run(&["docker-build"]).exits(6).says("\"/nix\": not found\n").hides("canceled\n  fix");
}

#[test]
fn docker_load() {
    let sandbox = Sandbox::image();
    sandbox.rules(json!([{ "call": "docker load", "stderr": "no space left on device\n", "exit": 1 }]));
    let ended = sandbox.run(&["docker-build", "--load"]).exits(4);
    check("failing-docker-load", &ended);
    assert_eq!(sandbox.report()["exit"], 4);
    assert!(!sandbox.path("target/archwright/load/app.tar").exists(), "{}", sandbox.listing());
}

/// Two failures: the first in the order of the plan decides, both are told.
#[test]
fn of_two_failures_the_first_in_the_plan_decides() {
    let sandbox = Sandbox::noetl();
    sandbox.rules(json!([{ "call": "npm ci", "exit": 1 }, { "call": "docker buildx create", "exit": 1 }]));
    let ended = sandbox.run(&["docker-build"]).exits(5).says("error: ui.web: ").says("error: builder: ");
    assert!(ended.stderr.ends_with(" s\n") && ended.stderr.contains("\nfailed, exit 5 in "), "{ended}");
    assert!(!ended.stdout.contains("failed, exit"), "{ended}");
}

/// A registry that does not answer: nothing is built, and no tag is in doubt.
#[test]
fn the_registry_is_down() {
    let sandbox = Sandbox::image();
    let ended = sandbox.run(&["docker-build", "--push", "--registry", "127.0.0.1:1/noetl"]).exits(7);
    check("failing-registry-down", &ended);
    assert!(!asked(&sandbox, "docker buildx bake"));
    assert_eq!(outcomes(&sandbox).iter().filter(|step| step.ends_with("skipped")).count(), 5, "{:?}", outcomes(&sandbox));
}

/// Nothing is built if one tag may not move, on the host neither.
#[test]
fn no_host_step_begins_before_the_tags_were_read() {
    let sandbox = Sandbox::noetl();
    sandbox.run(&["docker-build", "--push", "--registry", "127.0.0.1:1/noetl"]).exits(7);
    assert!(!asked(&sandbox, "npm") && !asked(&sandbox, "cargo build"), "{:#?}", sandbox.log());
    assert!(outcomes(&sandbox).iter().all(|step| step.ends_with("skipped") || step == "preflight failed"), "{:?}", outcomes(&sandbox));
}

/// Only the image whose build failed is missing; no tag moves all the same.
#[test]
fn keep_going_builds_the_rest() {
    let sandbox = Sandbox::new("[project]\nplatforms = ['linux/amd64']\n[image.good]\n[image.bad]\n");
    sandbox.rules(json!([{
        "call": "docker buildx bake --builder archwright --file - --metadata-file target/archwright/bake/build.bad.json", "exit": 1
    }]));
    let ended = sandbox.run(&["docker-build", "--keep-going"]).exits(6);
    check("failing-keep-going", &ended);
    assert!(sandbox.path("target/archwright/layout/good/index.json").exists(), "{}", sandbox.listing());
}

/// What was recorded for the wrong platform is not what the entry says.
#[test]
fn what_was_built_is_not_what_it_says() {
    let sandbox = Sandbox::image();
    sandbox.tool("exports", "arm64");
    let ended = sandbox.run(&["docker-build"]).exits(9);
    check("failing-wrong-platform", &ended);
    assert_eq!(sandbox.report()["findings"].as_array().map(Vec::is_empty), Some(false), "{}", sandbox.report());
}

#[track_caller]
fn failed_before_the_run(name: &str, call: &str, exit: i32) -> (Sandbox, Ended) {
    let sandbox = Sandbox::noetl();
    sandbox.rules(json!([{ "call": call, "stderr": "no luck today\n", "exit": 3 }]));
    let ended = sandbox.run(&["docker-build"]).exits(exit);
    check(name, &ended);
    (sandbox, ended)
}

/// A skipped step names the step whose failure it is.
#[test]
fn skipped_steps_name_what_failed() {
    let sandbox = Sandbox::noetl();
    sandbox.rules(json!([{ "call": "npm ci", "exit": 1 }]));
    sandbox.run(&["docker-build"]).exits(5);
    let report = sandbox.report();
    for step in report["steps"].as_array().unwrap().iter().filter(|step| step["outcome"] == "skipped") {
        assert_eq!(step["note"], "because ui.web failed", "{step}");
    }
}

/// One run names everything that is missing, in the order of the plan, each with what brings it.
#[test]
fn everything_that_is_missing_is_told_at_once() {
    let sandbox = Sandbox::noetl().without("docker").without("npm").without("rustc");
    let ended = sandbox.run(&["docker-build"]).exits(4);
    let errors: Vec<_> = ended.stderr.lines().filter_map(|line| line.strip_prefix("error: ")?.split_once(": ")).collect();
    let subjects: Vec<_> = errors.iter().map(|(subject, _)| *subject).collect();
    assert_eq!(subjects, ["docker", "rust", "ui.web"], "{ended}");
    assert_eq!(ended.stderr.matches("\n  fix: ").count(), 3, "{ended}");
}

/// What the compiler says is told once, and not above the status lines of other steps.
#[test]
fn what_the_compiler_says_is_told_once() {
    let sandbox = Sandbox::noetl();
    let said = "   Compiling tool v2.1.0\nerror: linker `aarch64-linux-gnu-gcc` not found\n  |\n  = note: No such file or directory\n\n";
    sandbox.rules(json!([{ "call": "cargo build", "stderr": said, "exit": 101 }]));
    let ended = sandbox.run(&["cli-build"]).exits(5);
    assert_eq!(ended.stderr.matches("linker `aarch64-linux-gnu-gcc` not found").count(), 1, "{ended}");
    ended
        .says("cli.tool |    Compiling tool")
        .says("fix: install the linker `aarch64-linux-gnu-gcc` (Debian: `apt-get install gcc-aarch64-linux-gnu`)");
}

/// Warnings of a build that went well are not lost.
#[test]
fn warnings_of_the_compiler_are_told() {
    let sandbox = Sandbox::noetl();
    sandbox.rules(json!([{ "call": "cargo build", "stderr": "warning: unused variable: `x`\n" }]));
    sandbox.run(&["cli-build"]).says("cli.tool | warning: unused variable");
}
