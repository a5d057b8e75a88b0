//! Values of the environment never show: not in plans, logs, errors, reports or state files.

use crate::support::Sandbox;
use serde_json::json;
use std::fs;

const SECRETS: [(&str, &str); 3] =
    [("NPM_TOKEN", "hunter-npm"), ("REGISTRY_PASSWORD", "hunter-registry"), ("AWS_SECRET_ACCESS_KEY", "hunter-aws")];

fn sandbox() -> Sandbox {
    SECRETS.iter().fold(Sandbox::noetl(), |sandbox, (name, value)| sandbox.env(name, value))
}

#[test]
fn no_verb_prints_them() {
    let sandbox = sandbox();
    for args in [["plan"].as_slice(), &["plan", "--json"], &["facts"], &["docker-build"], &["docker-build", "--json", "--progress", "json"]]
    {
        sandbox.run(args).exits(0).hides("hunter-");
    }
}

#[test]
fn no_failure_prints_them() {
    for call in ["npm ci", "cargo build", "docker buildx create", "docker buildx bake"] {
        let sandbox = sandbox();
        sandbox.rules(json!([{ "call": call, "exit": 1 }]));
        let ended = sandbox.run(&["docker-build"]).hides("hunter-");
        assert_ne!(ended.status.code(), Some(0), "{ended}");
    }
}

#[test]
fn no_file_of_ours_keeps_them() {
    let sandbox = sandbox();
    sandbox.run(&["docker-build"]).exits(0);
    for name in sandbox.listing().lines().map(str::trim).filter(|name| name.starts_with("project/target/archwright")) {
        let bytes = fs::read(sandbox.root().join(name)).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains("hunter-"), "{name}");
    }
}

/// They reach the programs that need them all the same.
#[test]
fn children_get_them() {
    let sandbox = sandbox();
    sandbox.run(&["ui-build"]).exits(0);
    let npm = sandbox.calls().into_iter().find(|call| call.line() == "npm run build").unwrap();
    assert!(npm.env.iter().any(|name| name == "NPM_TOKEN"), "{:?}", npm.env);
}
