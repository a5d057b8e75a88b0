//! A password that is a plain word hides no platform and no image: BuildKit's and Cargo's words are read as they are, and what is
//! ours stays whole.

use crate::support::Sandbox;
use serde_json::{Value, json};
use std::fs;

/// Signed in somewhere with that password, as `docker login` keeps it.
fn signed_in(sandbox: &Sandbox, password: &str) {
    let folder = sandbox.root().join("home/.docker");
    fs::create_dir_all(&folder).unwrap();
    let config = json!({ "auths": { "registry.invalid": { "username": "me", "password": password } } });
    fs::write(folder.join("config.json"), config.to_string()).unwrap();
}

/// What a run tells of its lanes, and its report without times.
fn told(sandbox: &Sandbox) -> (Vec<Value>, Value) {
    fs::remove_dir_all(sandbox.path("target/archwright")).unwrap_or_default();
    let ended = sandbox.run(&["docker-build", "--no-cache", "--json", "--progress", "json"]).exits(0);
    let events = ended.stderr.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut lanes: Vec<_> = events.filter(|event| event["event"] == "lane").map(|event| event["lane"].clone()).collect();
    lanes.sort_by_key(Value::to_string);
    let mut report: Value = serde_json::from_str(&ended.stdout).unwrap();
    without_times(&mut report);
    (lanes, report)
}

fn without_times(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for time in ["begun", "at", "seconds"] {
                map.remove(time);
            }
            map.values_mut().for_each(without_times);
        }
        Value::Array(values) => values.iter_mut().for_each(without_times),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn a_run_with_one_is_a_run_without() {
    let sandbox = Sandbox::noetl();
    told(&sandbox);
    let before = told(&sandbox);
    assert!(before.0.contains(&json!("app linux/arm64")), "{:?}", before.0);
    for password in ["linux", "app", "name", "vertexes", "arm64"] {
        signed_in(&sandbox, password);
        assert_eq!(told(&sandbox), before, "{password}");
    }
}

#[test]
fn plans_and_facts_are_the_same_bytes() {
    let sandbox = Sandbox::noetl();
    let print =
        || [["facts"].as_slice(), &["plan"], &["plan", "--json"], &["plan", "--bake"]].map(|args| sandbox.run(args).exits(0).stdout);
    let before = print();
    for password in ["linux", "app", "docker", "tool"] {
        signed_in(&sandbox, password);
        assert!(print() == before, "{password}: {:?}", print());
    }
}

/// Where somebody else says it, it is still not shown.
#[test]
fn a_program_that_says_it_does_not_make_us_tell_it() {
    let sandbox = Sandbox::noetl();
    signed_in(&sandbox, "sesame");
    sandbox.rules(json!([{ "call": "docker buildx bake", "stderr": "ERROR: open sesame, me:sesame\n", "exit": 1 }]));
    for args in [["docker-build"].as_slice(), &["docker-build", "--json"], &["docker-build", "--progress", "json"]] {
        sandbox.run(args).exits(6).hides("sesame").says("open ***, me:***");
    }
}
