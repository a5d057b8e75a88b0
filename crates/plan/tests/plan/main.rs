//! Plans, case by case: a folder of `cases/` holds a project, facts and a request, and the plan that they must give.
//!
//! `UPDATE_EXPECT=1 cargo test -p archwright-plan` writes the expected texts anew.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test: what fails here fails it")]

mod bake;
mod builder;
mod case;
mod chooser;
mod facts;
mod flags;
mod images;
mod options;
mod output;
mod registry;
mod selection;
mod tags;
mod ui;

use case::{check, folder};
use std::fs;

#[test]
fn noetl_pushed() {
    check("noetl-push");
}

#[test]
fn noetl_as_layouts_by_default() {
    check("noetl-layout");
}

/// A folder that no test names would be an expectation that nobody checks.
#[test]
fn every_case_is_named_by_a_test() {
    let sources = folder("../plan").read_dir_utf8().unwrap().map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap());
    let sources: String = sources.collect();
    let cases = folder(".").read_dir_utf8().unwrap().map(Result::unwrap).filter(|entry| entry.path().is_dir());
    let forgotten: Vec<_> = cases.filter(|case| !sources.contains(&format!("\"{}\"", case.file_name()))).collect();
    assert!(forgotten.is_empty(), "no test checks {forgotten:?}");
}
