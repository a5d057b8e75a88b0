//! Variables of the project's own: names that a variable can have, each with something of its own to set.

use crate::{
    Project,
    config::{Problem, path},
    nearest,
    project::Setting,
};
use std::collections::BTreeMap;

/// What variables that archwright reads itself begin with.
const OURS: &str = "ARCHWRIGHT_";

pub(super) fn check(project: &Project) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut setters: BTreeMap<&Setting, &str> = BTreeMap::new();
    for (name, setting) in &project.environment {
        let key = path::join("environment", name);
        if !is_name(name) {
            let fixed: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
            let problem = Problem::new(&key, format!("`{}` is no name of a variable", name.escape_debug()));
            problems.push(problem.did_you_mean(Some(fixed).filter(|fixed| is_name(fixed))));
        } else if name.starts_with(OURS) {
            let message = format!("`{name}`: variables that begin with `{OURS}` are archwright's own");
            problems.push(Problem::new(&key, message).hint(format!("leave it out: `{OURS}*` variables are read in every project")));
        }
        if let Some(other) = setters.insert(setting, name) {
            let message = format!("`{name}` and `{other}` both set `{setting}`");
            problems.push(Problem::new(&key, message).hint("keep one of them: of two that differ, nobody could say which is meant"));
        }
        if let Setting::Ui(ui) = setting
            && project.ui(ui.as_str()).is_none()
        {
            let near = nearest(ui.as_str(), project.uis.iter().map(|ui| ui.key.as_str()));
            let problem = Problem::new(&key, format!("`{name}` sets `ui.{ui}`, which is not there"));
            problems.push(problem.did_you_mean(near.map(|near| format!("ui.{near}"))));
        }
    }
    problems
}

fn is_name(name: &str) -> bool {
    let starts_well = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    starts_well && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
