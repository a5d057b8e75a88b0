//! What is wrong with a project as a whole, whether a file or code describes it.
//!
//! Messages name tables, never an item's index: an index in the project need not be that in the file.

mod build;
mod clis;
mod copies;
mod environment;
mod last_tag;
mod names;
mod needs;
mod paths;
mod platforms;
mod references;
mod root;
mod selections;
mod verbs;

pub use verbs::VERBS;

pub(in crate::config) use paths::normal;

use super::{Problem, path};
use crate::Project;

/// Everything wrong with a project that needs no look at the machine; none of it has a place.
pub fn check(project: &Project) -> Vec<Problem> {
    let all: [fn(&Project) -> Vec<Problem>; 13] = [
        root::check,
        environment::check,
        names::check,
        verbs::check,
        selections::check,
        needs::check,
        references::check,
        platforms::check,
        build::check,
        paths::check,
        copies::check,
        last_tag::check,
        clis::check,
    ];
    all.into_iter().flat_map(|check| check(project)).collect()
}

/// Whether a problem may be but the consequence of one told before: about the same key, or a list with a bad item.
pub(super) fn follows(problem: &Problem, told: &[Problem]) -> bool {
    // Whatever is wrong with a table may be why there is nothing to build.
    let is_why = |key: &str| !key.contains('.') || ["image.", "ui.", "cli."].iter().any(|table| key.starts_with(table));
    let same = |key: &str| problem.key == key || problem.key == path::whole(key);
    told.iter().any(|other| if problem.key.is_empty() { is_why(&other.key) } else { same(&other.key) })
}

/// Whether what was seen of a key's value is no consequence of what is told already: a default stands where the key is misspelt,
/// or on a line that is no TOML.
pub(super) fn stands(problem: &Problem, told: &[Problem], is_written: bool, is_whole: bool) -> bool {
    let same_table = |other: &Problem| path::parent(&other.key) == path::parent(&problem.key);
    !follows(problem, told) && (is_written || is_whole && !told.iter().any(same_table))
}
