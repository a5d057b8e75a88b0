//! `[defaults.image]` and `[defaults.cli]`: what a table gets where it says nothing itself.

use super::{
    Problem,
    places::Places,
    raw::{Section, Value},
    workspace::Shaped,
};
use std::collections::BTreeMap;

/// The tables that have defaults.
const KINDS: [&str; 2] = ["image", "cli"];

/// Puts what is left out into every image and command line. What is put there stands where the defaults do.
pub(super) fn inherit(shaped: &mut Shaped<'_>) {
    for kind in KINDS {
        let Some(defaults) = shaped.raw.section("defaults").and_then(|section| section.section(kind)).cloned() else { continue };
        for section in shaped.raw.sections_mut(kind) {
            merge(&defaults, section, &mut shaped.places);
        }
    }
    let of_a_matrix: Vec<_> = shaped.raw.sections("image").filter(|image| image.section("matrix").is_some()).collect();
    for image in of_a_matrix {
        shaped.places.alias(image.path("variant"), image.path("matrix"));
    }
    let places = &shaped.places;
    // What is missing was not noted anywhere; what has the wrong form was.
    shaped.problems.retain(|problem| places.has(&problem.key) || places.original(&problem.key).is_none());
}

fn merge(defaults: &Section, section: &mut Section, places: &mut Places<'_>) {
    for (name, value) in &defaults.entries {
        let (path, from) = (section.path(name), defaults.path(name));
        match (section.get_mut(name), value) {
            (Some(Value::Section(own)), Value::Section(value)) => merge(value, own, places),
            (Some(Value::Strings(own)), Value::Strings(value)) => extend(own, value, [&path, &from], places),
            (Some(_), _) => {}
            (None, value) => {
                places.alias(path, from);
                section.entries.push((name.clone(), value.clone()));
            }
        }
    }
}

fn extend(own: &mut BTreeMap<String, String>, defaults: &BTreeMap<String, String>, [path, from]: [&str; 2], places: &mut Places<'_>) {
    for (name, value) in defaults {
        if !own.contains_key(name) {
            places.alias(super::path::join(path, name), super::path::join(from, name));
            own.insert(name.clone(), value.clone());
        }
    }
}

/// Problems as they are told: what is wrong with a default is so once, and by the default's own name.
pub(super) fn told(problems: Vec<Problem>, places: &Places<'_>) -> Vec<Problem> {
    let mut told: Vec<Problem> = Vec::new();
    for problem in problems {
        let problem = match places.original(&problem.key).filter(|_| problem.place.is_none()) {
            Some(key) => Problem { message: problem.message.replace(&format!("`{}`", problem.key), &format!("`{key}`")), key, ..problem },
            None => problem,
        };
        if !told.contains(&problem) {
            told.push(problem);
        }
    }
    told
}
