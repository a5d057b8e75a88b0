//! What `archwright.toml` keeps under a secret's name reaches the program that needs it, and is shown nowhere.

use crate::support::{EVERY_VERB, Sandbox, nowhere};
use serde_json::json;

/// In every one of them; nothing else that a run prints has it.
const MARK: &str = "hunter2";

const UI: &str = "env = { VITE_API_BASE_URL = \"/api\", VITE_SENTRY_AUTH_TOKEN = \"sntrys-hunter2\", DB_PASS = \"hunter2\" }";
const ARGUMENTS: &str =
    "build-args = { NPM_TOKEN = \"npm_hunter2-${HOME}\", MIRROR = \"https://me:hunter2@mirror.invalid/\", MODE = \"fast\" }";

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::noetl();
    let config = sandbox.read("archwright.toml").replace("env = { VITE_API_BASE_URL = \"/api\" }", UI);
    sandbox.write("archwright.toml", &format!("{config}{ARGUMENTS}\n"));
    sandbox
}

/// The one file that may say it.
const OWN: &str = "project/archwright.toml";

#[test]
fn no_verb_shows_or_keeps_them() {
    for (args, code) in EVERY_VERB {
        let sandbox = sandbox();
        nowhere(&sandbox, sandbox.run(args).exits(code), &[MARK], OWN);
    }
}

/// A program prints its whole environment and fails.
#[test]
fn no_program_gets_them_shown() {
    for (call, code) in [("npm run build", 5), ("docker buildx bake", 6)] {
        let sandbox = sandbox();
        sandbox.rules(json!([{ "call": call, "echo": true, "exit": 1 }]));
        nowhere(&sandbox, sandbox.run(&["docker-build"]).exits(code), &[MARK], OWN);
    }
}

#[test]
fn a_mistake_in_the_file_does_not_show_them() {
    let sandbox = sandbox();
    let config = sandbox.read("archwright.toml").replace("\"npm_hunter2-${HOME}\"", "4711");
    sandbox.write("archwright.toml", &config);
    nowhere(&sandbox, sandbox.run(&["plan"]).exits(3).says("image.app.build-args.NPM_TOKEN").hides("4711"), &[MARK], OWN);
}

#[test]
fn the_programs_that_need_them_get_them() {
    let sandbox = sandbox();
    sandbox.run(&["docker-build"]).exits(0);
    let calls = sandbox.calls();
    let call = |line: &str| calls.iter().find(|call| call.line().starts_with(line)).unwrap();
    let ui = call("npm run build");
    assert!(ui.env.iter().any(|variable| variable == "VITE_SENTRY_AUTH_TOKEN=sntrys-hunter2"), "{:?}", ui.env);
    let bake = call("docker buildx bake");
    for name in ["NPM_TOKEN", "MIRROR"] {
        let variable = format!("ARCHWRIGHT_app_A_{name}");
        assert!(bake.env.contains(&variable), "{:?}", bake.env);
        assert!(bake.stdin.contains(&format!("\"{name}\": \"${{{variable}}}\"")), "{}", bake.stdin);
    }
    assert!(bake.stdin.contains("\"MODE\": \"fast\""), "{}", bake.stdin);
}

/// The command says `***` whatever the value is: what it was built with is known all the same.
#[test]
fn another_value_builds_the_ui_anew() {
    let sandbox = sandbox();
    sandbox.run(&["ui-build"]).exits(0);
    sandbox.run(&["ui-build"]).exits(0);
    let builds = |sandbox: &Sandbox| sandbox.log().iter().filter(|line| *line == "npm run build").count();
    assert_eq!(builds(&sandbox), 1);
    sandbox.write("archwright.toml", &sandbox.read("archwright.toml").replace("sntrys-hunter2", "sntrys-other"));
    sandbox.run(&["ui-build"]).exits(0).hides("sntrys-other");
    assert_eq!(builds(&sandbox), 2);
}
