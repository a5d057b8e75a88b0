//! `publish --resume`: only from a journal that is one.

use crate::support::{Sandbox, check};
use serde_json::json;

#[test]
fn a_journal_that_is_not_there() {
    let ended = Sandbox::image().run(&["publish", "--resume", "nowhere.json"]);
    check("publish-no-journal", &ended);
    ended.exits(2);
}

#[test]
fn a_file_that_is_no_journal() {
    for text in ["", "{}", "[]", "{\"version\": 1, \"moves\": [{\"tag\": \"x\"}]}", "{\"version\": 1, \"moves\": [], \"extra\": 1}"] {
        let sandbox = Sandbox::image();
        sandbox.write("journal.json", text);
        sandbox.run(&["publish", "--resume", "journal.json"]).exits(2).prints("").says("is no journal").says("fix: ");
        assert_eq!(sandbox.read("journal.json"), text);
    }
}

/// It is read by people and by nobody's hand written: what it says is checked before any registry is asked.
#[test]
fn a_journal_that_contradicts_itself() {
    let step = |tag: &str, platforms: &str| {
        let digest = format!("sha256:{}", "1".repeat(64));
        format!(
            "{{\"repository\": \"127.0.0.1:1/noetl/app\", \"tag\": \"{tag}\", \"old\": null, \"new\": \"{digest}\", \"platforms\": [{platforms}], \"done\": false}}"
        )
    };
    let amd64 = "\"linux/amd64\"";
    for (moves, why) in [
        (step("latest", ""), "the move of 127.0.0.1:1/noetl/app:latest names no platform"),
        ([step("latest", amd64), step("latest", amd64)].join(", "), "it moves 127.0.0.1:1/noetl/app:latest twice"),
    ] {
        let sandbox = Sandbox::image();
        sandbox.write("journal.json", &format!("{{\"version\": 1, \"moves\": [{moves}]}}"));
        sandbox.run(&["publish", "--resume", "journal.json"]).exits(2).prints("").says(why).says("fix: ");
    }
}

#[test]
fn a_journal_of_another_version() {
    let sandbox = Sandbox::image();
    sandbox.write("journal.json", "{\"version\": 2, \"moves\": []}");
    sandbox.run(&["publish", "--resume", "journal.json"]).exits(2).prints("").says("has format 2, this archwright reads 1");
}

#[test]
fn without_a_file() {
    Sandbox::image().run(&["publish"]).exits(2).prints("").says("--resume <FILE>");
    Sandbox::image().run(&["publish", "--resume"]).exits(2).prints("").says("--resume needs a value");
}

/// Nothing is left to do; nothing is asked of any registry or tool.
#[test]
fn a_journal_without_moves() {
    let sandbox = Sandbox::image();
    sandbox.write("journal.json", "{\"version\": 1, \"moves\": []}");
    sandbox.run(&["publish", "--resume", "journal.json"]).exits(0).prints("already so: no tag had to move\n");
    assert!(sandbox.log().is_empty());
}

/// What a run would say before it builds, the plan says too.
#[test]
fn the_plan_tells_what_an_earlier_run_left_open() {
    let sandbox = Sandbox::image();
    let digest = format!("sha256:{}", "1".repeat(64));
    let file = "target/archwright/journal.json";
    let step = json!({ "repository": "127.0.0.1:1/noetl/other", "tag": "9", "old": null, "new": digest, "platforms": ["linux/amd64"], "done": false });
    sandbox.write(file, &json!({ "version": 1, "moves": [step] }).to_string());
    let push = ["plan", "--push", "--registry", "127.0.0.1:1/noetl"];
    sandbox.run(&push).exits(0).shows("an earlier run left 1 tag open: `archwright publish --resume ");
    sandbox.run(&["plan"]).exits(0).hides("an earlier run");
    sandbox.write(file, "{");
    sandbox.run(&push).exits(0).shows("is no journal").shows("fix: remove it, if no interrupted run is to be finished");
}

#[test]
fn a_registry_that_does_not_answer() {
    let sandbox = Sandbox::image();
    let digest = format!("sha256:{}", "1".repeat(64));
    let journal = format!(
        "{{\"version\": 1, \"moves\": [{{\"repository\": \"127.0.0.1:1/noetl/app\", \"tag\": \"latest\", \"old\": null, \"new\": \"{digest}\", \"platforms\": [\"linux/amd64\"], \"done\": false}}]}}"
    );
    sandbox.write("journal.json", &journal);
    sandbox.run(&["publish", "--resume", "journal.json"]).exits(7).prints("").says("127.0.0.1:1");
    assert_eq!(sandbox.read("journal.json"), journal);
}
