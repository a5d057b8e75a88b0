//! The web UI: once, by the package manager whose lockfile is there.

use crate::case::{check, folder};
use std::fs;

#[test]
fn disabled() {
    check("ui-disabled");
}

#[test]
fn placeholder() {
    check("ui-placeholder");
}

#[test]
fn npm_without_a_lockfile() {
    check("ui-npm-without-lockfile");
}

#[test]
fn pnpm() {
    check("ui-pnpm");
}

#[test]
fn yarn() {
    check("ui-yarn");
}

/// Yarn 1 takes no notice of `--immutable`, and would change the lockfile.
#[test]
fn yarn_1() {
    check("ui-yarn-classic");
}

#[test]
fn named_against_the_lockfile() {
    check("ui-pnpm-by-name-with-npm-lock");
}

#[test]
fn npm_missing() {
    check("ui-npm-missing");
}

#[test]
fn folder_missing() {
    check("ui-folder-missing");
}

#[test]
fn folder_missing_and_not_needed() {
    check("ui-folder-missing-and-disabled");
}

#[test]
fn in_a_workspace() {
    check("ui-in-a-workspace");
}

#[test]
fn in_a_workspace_above_the_project() {
    check("ui-in-a-workspace-above-the-project");
}

#[test]
fn script_misspelt() {
    check("ui-script-misspelt");
}

#[test]
fn no_scripts() {
    check("ui-without-scripts");
}

#[test]
fn package_json_missing() {
    check("ui-package-json-missing");
}

#[test]
fn package_json_missing_and_not_needed() {
    check("ui-package-json-missing-and-disabled");
}

#[test]
fn the_verb_alone() {
    check("ui-build-alone");
}

#[test]
fn the_verb_with_an_unknown_key() {
    check("ui-build-unknown");
}

/// A disabled or placeholder UI is not taken from a build's output, and the plan does not say so.
#[test]
fn nothing_is_taken_from_a_build_that_is_not_run() {
    for case in ["ui-disabled", "ui-placeholder"] {
        let plan = fs::read_to_string(folder(case).join("plan.txt")).unwrap();
        assert!(!plan.contains("ui-src/dist"), "{plan}");
    }
}
