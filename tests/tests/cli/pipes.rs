//! Both pipes of a child are drained at once (F13), and what is shown of them has an end.

use crate::support::Sandbox;
use serde_json::json;

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
