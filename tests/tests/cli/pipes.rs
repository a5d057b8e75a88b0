//! Both pipes of a child are drained at once (F13), and what is shown of them has an end.

use crate::support::Sandbox;
use serde_json::json;
use std::fs;

const TWO_MEGABYTES: usize = 2 << 20;

#[test]
fn two_megabytes_on_each_pipe_do_not_block() {
    let sandbox = Sandbox::noetl();
    sandbox.rules(json!([{ "call": "npm run build", "noise": TWO_MEGABYTES }]));
    let ended = sandbox.run(&["ui-build"]).exits(0);
    assert!(ended.stderr.len() > 2 * TWO_MEGABYTES, "lines are missing: {}", ended.stderr.len());
}

#[test]
fn the_tail_of_a_failure_is_short() {
    let sandbox = Sandbox::noetl();
    sandbox.rules(json!([{ "call": "npm run build", "noise": TWO_MEGABYTES, "exit": 1 }]));
    let ended = sandbox.run(&["ui-build", "--progress", "plain"]).exits(5);
    let faults = ended.stderr.lines().filter(|line| line.starts_with("  | ")).count();
    assert_eq!(faults, 30);
    assert_eq!(sandbox.report()["steps"][0]["failure"]["details"].as_array().unwrap().len(), 30);
}

/// npm tells what is wrong on stdout, cargo on stderr.
#[test]
fn the_tail_has_both_pipes() {
    let sandbox = Sandbox::noetl();
    sandbox.rules(json!([{ "call": "npm run build", "stdout": "on the one\n", "stderr": "on the other\n", "exit": 1 }]));
    sandbox.run(&["ui-build"]).exits(5).says("  | on the one\n").says("  | on the other\n");
}

#[test]
fn a_line_without_an_end_is_not_lost() {
    let sandbox = Sandbox::noetl();
    sandbox.rules(json!([{ "call": "npm run build", "stderr": "the last words", "exit": 1 }]));
    sandbox.run(&["ui-build"]).exits(5).says("  | the last words\n");
}

/// A tool that says all it was given: its lines are shown, and kept in the report, without what is secret.
#[test]
fn what_is_secret_is_masked_in_what_commands_say() {
    let secrets = [
        ("NPM_TOKEN", "hunter-npm"),
        ("REGISTRY_PASSWORD", "hunter-registry"),
        ("AWS_SECRET_ACCESS_KEY", "hunter-aws\nhunter-second-line"),
        ("HTTPS_PROXY", "http://me:hunter-%21proxy@proxy.invalid:3128"),
        ("npm_config_registry", "https://me:hunter-url@npm.invalid/"),
    ];
    for (call, code) in [("npm run build", 5), ("cargo build", 5), ("docker buildx create", 4), ("docker buildx bake", 6)] {
        let sandbox = secrets.iter().fold(Sandbox::noetl(), |sandbox, (name, value)| sandbox.env(name, value));
        sandbox.rules(json!([{ "call": call, "echo": true, "stderr": "hunter-!proxy, hunter-url\n", "exit": 1 }]));
        for progress in ["plain", "json"] {
            let ended = sandbox.run(&["docker-build", "--progress", progress]).exits(code).hides("hunter-").says("***");
            assert!(ended.stderr.contains("NPM_TOKEN=***"), "the line itself is shown: {ended}");
        }
        for name in sandbox.listing().lines().map(str::trim).filter(|name| name.starts_with("project/target/archwright")) {
            let bytes = fs::read(sandbox.root().join(name)).unwrap();
            assert!(!String::from_utf8_lossy(&bytes).contains("hunter-"), "{call}: {name}");
        }
    }
}
