//! Both pipes of a child are drained at once (F13), and what is shown of them has an end.

use crate::support::Sandbox;
use serde_json::{Value, json};
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
    let ended = sandbox.run(&["ui-build", "--progress", "json"]).exits(5);
    let failed = ended.stderr.lines().find(|line| line.contains(r#""event":"failed""#)).unwrap();
    let failed: Value = serde_json::from_str(failed).unwrap();
    assert_eq!(failed["failure"]["details"].as_array().unwrap().len(), 30);
    assert_eq!(sandbox.report()["steps"][0]["failure"]["details"].as_array().unwrap().len(), 30);
}

/// npm tells what is wrong on stdout, cargo on stderr.
#[test]
fn the_tail_has_both_pipes() {
    let sandbox = Sandbox::noetl();
    sandbox.rules(json!([{ "call": "npm run build", "stdout": "on the one\n", "stderr": "on the other\n", "exit": 1 }]));
    sandbox.run(&["ui-build"]).exits(5);
    let details = sandbox.report()["steps"][0]["failure"]["details"].clone();
    let lines: Vec<_> = details.as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(lines.contains(&"on the one") && lines.contains(&"on the other"), "{lines:?}");
}

/// A log has what was just said once; the report has it all.
#[test]
fn a_plain_log_says_it_once() {
    let sandbox = Sandbox::noetl();
    sandbox.rules(json!([{ "call": "npm run build", "stderr": "no luck today\n", "exit": 1 }]));
    let ended = sandbox.run(&["ui-build"]).exits(5).says("ui.web | no luck today\n").says("ended with exit 1; what it said stands above\n");
    assert_eq!(ended.stderr.matches("no luck today").count(), 1, "{ended}");
    assert_eq!(sandbox.report()["steps"][0]["failure"]["details"], json!(["no luck today"]));
}

/// What scrolled away meanwhile is said again: what a compiler says is held back until it ends.
#[test]
fn what_stands_far_above_is_said_again() {
    let sandbox = Sandbox::noetl();
    sandbox.rules(json!([
        { "call": "npm run build", "stderr": "no luck today\n", "exit": 1 },
        { "call": "cargo build", "sleep": 1, "noise": 10000 },
    ]));
    let ended = sandbox.run(&["docker-build"]).exits(5);
    assert!(ended.stderr.contains("  | no luck today\n"), "{}", &ended.stderr[ended.stderr.len() - 1000..]);
}

#[test]
fn a_line_without_an_end_is_not_lost() {
    let sandbox = Sandbox::noetl();
    sandbox.rules(json!([{ "call": "npm run build", "stderr": "the last words", "exit": 1 }]));
    sandbox.run(&["ui-build"]).exits(5).says("ui.web | the last words\n");
}

/// Colours, titles, bells and what moves the cursor: not in a log, and as escapes in JSON.
#[test]
fn what_moves_a_cursor_is_not_let_through() {
    let rude = "\u{1b}[2J\u{1b}[31mred\u{1b}[0m\u{1b}]0;title\u{7}\ttab\u{7}\u{9b}1A!\n10%\r20%\r\n";
    for (call, code) in [("npm run build", 5), ("docker buildx create", 4), ("docker buildx bake", 6)] {
        let sandbox = Sandbox::noetl();
        sandbox.rules(json!([{ "call": call, "stdout": rude, "stderr": rude, "exit": 1 }]));
        let ended = sandbox.run(&["docker-build"]).exits(code).says("| red\ttab!\n").says("| 20%\n").hides("10%");
        let wild = |text: &str| text.chars().any(|c| c.is_control() && c != '\n' && c != '\t');
        assert!(!wild(&ended.stdout) && !wild(&ended.stderr), "{:?}", ended.stderr);
        let ended = sandbox.run(&["docker-build", "--progress", "json", "--json"]).exits(code).says(r"\u001b[2J\u001b[31mred");
        assert!(!ended.stderr.contains('\u{1b}') && !ended.stdout.contains('\u{1b}'), "{ended}");
    }
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
