//! Wrong input over every verb, flag, variable and key: one table, whose rows stand in `wrong_input/*.txt`, input and answer together.
//!
//! `UPDATE_EXPECT=1` writes the answers anew, and adds a row for each key that has none of the wrong form, or misspelt.

mod case;
mod every_key;
mod rules;
mod table;

use archwright_model::config::{self, KeyDefault, VERBS};
use std::collections::BTreeSet;
use table::Table;

#[test]
fn command_lines() {
    Table::read("command-lines").check();
}

#[test]
fn variables_and_files() {
    Table::read("variables-and-files").check();
}

#[test]
fn configurations() {
    Table::read("configurations").check();
}

#[test]
fn workspaces() {
    Table::read("workspaces").check();
}

/// One row per key with a value of the wrong form, and one with the key misspelt; the rows are made from the table of keys.
#[test]
fn every_key_of_the_wrong_form_and_misspelt() {
    let mut table = Table::read("every-key");
    table.hold(every_key::rows());
    table.check();
}

/// Whatever a verb takes, somebody has given it something wrong.
#[test]
fn every_verb_is_there() {
    let rows = Table::read("command-lines").cases;
    let asked: BTreeSet<&str> = rows.iter().filter_map(|case| case.args.first().map(String::as_str)).collect();
    let later = ["doctor", "matrix", "merge"];
    let missing: Vec<_> = VERBS.iter().filter(|verb| !later.contains(verb) && !asked.contains(*verb)).collect();
    assert!(missing.is_empty(), "no row gives these anything wrong: {missing:?}");
}

/// A required key that is left out is told too.
#[test]
fn every_required_key_is_missed() {
    let rows: Vec<_> = ["configurations", "workspaces"].iter().flat_map(|name| Table::read(name).cases).collect();
    for key in config::keys().iter().filter(|key| key.default == KeyDefault::Required) {
        let told = format!("missing key `{}` in [", key.name());
        assert!(rows.iter().any(|case| case.answer.contains(&told)), "no row leaves out {}", key.path);
    }
}

#[test]
fn the_table_is_long_enough() {
    let names = ["command-lines", "variables-and-files", "configurations", "workspaces", "every-key"];
    let rows: usize = names.iter().map(|name| Table::read(name).cases.len()).sum();
    assert!(rows >= 150, "{rows} rows");
}
