//! `--dry-run` and `plan`: the same text, the same bytes, and nothing done.

use crate::support::{Sandbox, check};

/// What may be asked to know what would be done.
const QUESTIONS: [&str; 5] = ["docker info --format", "cargo metadata --no-deps", "rustc --print sysroot", "rustc -vV", "git "];

#[test]
fn nothing_is_run() {
    let sandbox = Sandbox::noetl();
    let before = sandbox.files();
    let plan = sandbox.run(&["docker-build", "--dry-run"]).exits(0).complains("");
    for verb in ["docker-build-app", "docker-build-amd64", "docker-build-local", "ui-build", "cli-build"] {
        sandbox.run(&[verb, "--dry-run"]).exits(0).complains("");
    }
    sandbox.run(&["plan"]).exits(0).complains("").prints(&plan.stdout);
    for call in sandbox.log() {
        assert!(QUESTIONS.iter().any(|question| call.starts_with(question)), "{call}");
    }
    assert_eq!(sandbox.files(), before);
}

#[test]
fn the_plan_is_the_run() {
    let sandbox = Sandbox::noetl();
    let plan = sandbox.run(&["plan"]).exits(0).stdout;
    sandbox.run(&["docker-build"]).exits(0);
    for call in sandbox.log().iter().filter(|call| !QUESTIONS.iter().any(|question| call.starts_with(question))) {
        // A person gets no JSON to read.
        let call = call.replace("--progress rawjson", "--progress plain").replace(" --message-format json-render-diagnostics", "");
        assert!(plan.contains(call.as_str()), "the plan does not say `{call}`:\n{plan}");
    }
}

#[test]
fn twice_the_same_bytes() {
    for sandbox in [Sandbox::noetl(), Sandbox::noetl().env("PATH", "")] {
        for args in
            [["docker-build", "--dry-run"].as_slice(), &["plan", "--json"], &["plan", "--bake"], &["docker-build", "--dry-run", "--json"]]
        {
            let first = sandbox.run(args).exits(0);
            sandbox.run(args).exits(0).prints(&first.stdout);
        }
    }
}

#[test]
fn with_an_empty_path_the_plan_says_what_is_unknown() {
    let sandbox = Sandbox::noetl().env("PATH", "");
    check("dry-run-empty-path", &sandbox.run(&["docker-build", "--dry-run"]));
    assert!(sandbox.log().is_empty());
}

#[test]
fn plan_as_json_is_what_dry_run_prints_as_json() {
    let sandbox = Sandbox::noetl();
    let plan = sandbox.run(&["plan", "--json"]).exits(0).stdout;
    sandbox.run(&["docker-build", "--dry-run", "--json"]).exits(0).prints(&plan);
    let plan: serde_json::Value = serde_json::from_str(&plan).unwrap();
    assert_eq!(plan["steps"].as_array().unwrap().len(), 7, "{plan:#}");
}

#[test]
fn why_shows_one_value_and_its_origin() {
    let sandbox = Sandbox::noetl();
    sandbox.run(&["plan", "--why", "platforms"]).exits(0).prints("platforms = linux/amd64,linux/arm64 (archwright.toml:3)\n");
    let flag = "platforms = linux/arm64 (flag --platforms)\n";
    sandbox.run(&["plan", "--why", "platforms", "-p", "aarch64"]).exits(0).prints(flag);
    let message = "error: the plan has no value `platfroms`\n  fix: did you mean `platforms`? values: registry, platforms, builder, output, version\n";
    sandbox.run(&["plan", "--why", "platfroms"]).exits(2).prints("").complains(message);
}

#[test]
fn host_steps_have_a_plan_as_json_too() {
    for verb in ["ui-build", "cli-build"] {
        let plan = Sandbox::noetl().run(&[verb, "--dry-run", "--json"]).exits(0).stdout;
        let plan: Result<serde_json::Value, _> = serde_json::from_str(&plan);
        assert!(plan.is_ok(), "{verb} --dry-run --json prints no JSON");
    }
}

/// Every build verb prints its bake file, and what `--keep-going` splits into several calls is one file that each of them can read.
#[test]
fn the_bake_file_is_one_json_value() {
    let sandbox = Sandbox::new("[image.first]\n[image.second]\n");
    for (args, targets) in [
        (["docker-build-amd64", "--bake"].as_slice(), 2),
        (&["docker-build-first", "--bake"], 2),
        (&["plan", "--bake", "--keep-going"], 4),
        (&["docker-build", "--dry-run", "--bake"], 4),
    ] {
        let definition: serde_json::Value = serde_json::from_str(&sandbox.run(args).exits(0).complains("").stdout).unwrap();
        assert_eq!(definition["target"].as_object().unwrap().len(), targets, "{args:?}\n{definition:#}");
    }
    assert!(!sandbox.log().iter().any(|call| call.starts_with("docker buildx bake")), "{:?}", sandbox.log());
}
