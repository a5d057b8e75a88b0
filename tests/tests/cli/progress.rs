//! Progress for programs and for logs: every line of it has a form, results stay on stdout.

use crate::support::Sandbox;
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[test]
fn every_line_of_json_progress_parses() {
    let sandbox = Sandbox::noetl();
    let ended = sandbox.run(&["docker-build", "--progress", "json"]).exits(0);
    let events: Vec<Value> =
        ended.stderr.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect();
    let kinds: BTreeSet<_> = events.iter().filter_map(|event| event["event"].as_str()).collect();
    assert_eq!(kinds, ["ended", "lane", "line", "started"].into());
    let steps = ["ui.web", "cli.tool", "builder", "build", "index.app", "prove.app"];
    for (kind, step) in ["started", "ended"].iter().flat_map(|kind| steps.iter().map(move |step| (kind, step))) {
        let count = events.iter().filter(|event| event["event"] == **kind && event["step"] == **step).count();
        assert_eq!(count, 1, "{kind} {step}");
    }
}

/// Programs that read stderr line by line meet nothing else, not even when the run fails.
#[test]
fn every_line_parses_when_a_step_fails() {
    let sandbox = Sandbox::noetl();
    sandbox.rules(json!([{ "call": "npm ci", "stderr": "no luck today\n", "exit": 1 }]));
    let ended = sandbox.run(&["docker-build", "--progress", "json"]).exits(5);
    for line in ended.stderr.lines() {
        assert!(serde_json::from_str::<Value>(line).is_ok(), "no JSON: {line}\n{ended}");
    }
}

#[test]
fn the_report_as_json_is_all_of_stdout() {
    let sandbox = Sandbox::noetl();
    let report: Value = serde_json::from_str(&sandbox.run(&["docker-build", "--json"]).exits(0).stdout).unwrap();
    assert_eq!(report["exit"], 0);
    assert_eq!(report["steps"].as_array().unwrap().len(), 7);
    assert_eq!(report["images"][0]["platforms"].as_array().unwrap().len(), 2);
    sandbox.rules(json!([{ "call": "docker buildx bake", "exit": 1 }]));
    let report: Value = serde_json::from_str(&sandbox.run(&["docker-build", "--json"]).exits(6).stdout).unwrap();
    assert_eq!(report["exit"], 6);
}

#[test]
fn plain_and_auto_are_the_same_where_there_is_no_terminal() {
    let sandbox = Sandbox::image();
    sandbox.run(&["docker-build"]).exits(0);
    let auto = sandbox.run(&["docker-build"]).exits(0).says("build | app linux/amd64: [2/2] COPY . /");
    let plain = sandbox.run(&["docker-build", "--progress", "plain"]).exits(0);
    assert_eq!(auto.stderr.lines().count(), plain.stderr.lines().count());
    auto.hides("\u{1b}[");
}

/// A reader that went away is no fault of the run.
#[test]
fn results_do_not_mix_with_talk() {
    let sandbox = Sandbox::noetl();
    sandbox.rules(json!([{ "call": "npm run build", "stdout": "talk of npm\n" }]));
    let ended = sandbox.run(&["ui-build"]).exits(0).says("ui.web | talk of npm");
    assert!(!ended.stdout.contains("talk of npm"), "{ended}");
}
