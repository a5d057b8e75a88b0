//! Facts: saved, given back, and asked for only where they matter.

use crate::support::Sandbox;

#[test]
fn given_back_they_give_the_same_plan() {
    let sandbox = Sandbox::noetl();
    let facts = sandbox.run(&["facts"]).exits(0).complains("").stdout;
    let plan = sandbox.run(&["plan"]).exits(0).stdout;
    sandbox.write("facts.json", &facts);
    let same = plan.replace("archwright plan --bake", "archwright plan --facts facts.json --bake");
    let elsewhere = sandbox.env("PATH", "").env("HOME", "/nonexistent");
    elsewhere.forget();
    elsewhere.run(&["plan", "--facts", "facts.json"]).exits(0).complains("").prints(&same);
    elsewhere.run(&["facts", "--facts", "facts.json"]).exits(0).prints(&facts);
    assert!(elsewhere.log().is_empty(), "{:?}", elsewhere.log());
}

#[test]
fn a_file_that_holds_no_facts() {
    let sandbox = Sandbox::image();
    sandbox.write("facts.json", "{\"host\": {\"known\": \"linux/amd64\"}}");
    sandbox
        .run(&["plan", "--facts", "facts.json"])
        .exits(2)
        .prints("")
        .says("error: facts.json holds no facts: missing field")
        .says("fix: write them with the verb `facts`");
    sandbox.run(&["plan", "--facts", "nowhere.json"]).exits(2).prints("").says("error: cannot read facts from nowhere.json");
}

/// Facts name paths and versions, never values of the environment.
#[test]
fn they_hold_no_values_of_the_environment() {
    let sandbox = Sandbox::noetl().env("NPM_TOKEN", "hunter2").env("SOME_PASSWORD", "hunter3");
    sandbox.run(&["facts"]).exits(0).hides("hunter");
}

#[test]
fn a_tag_by_flag_is_enough_to_ask_git() {
    let sandbox = Sandbox::image();
    let plan = sandbox.run(&["plan", "--tag", "{git-sha}", "--push"]).exits(0).stdout;
    assert!(plan.contains("registry.invalid/noetl/app:0123456789ab"), "{plan}");
}

#[test]
fn git_is_not_asked_when_no_tag_needs_it() {
    let sandbox = Sandbox::image();
    sandbox.run(&["plan"]).exits(0);
    assert_eq!(sandbox.log(), ["docker info --format {{json .}}"]);
}

#[test]
fn host_steps_ask_docker_nothing() {
    let sandbox = Sandbox::noetl();
    sandbox.run(&["ui-build"]).exits(0);
    sandbox.run(&["cli-build"]).exits(0);
    assert!(!sandbox.log().iter().any(|call| call.starts_with("docker")), "{:?}", sandbox.log());
}
