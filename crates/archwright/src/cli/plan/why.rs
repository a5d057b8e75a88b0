//! `plan --why KEY`: a value, and where it was set.

use crate::cli::{Fault, misuse::did_you_mean, session::Session};
use archwright_model::{
    Origin, Project,
    config::{self, Kind},
};
use archwright_plan::Plan;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A value of the project, which needs no plan.
pub(super) fn of_project(session: &Session<'_>, project: &Project, key: &str) -> Option<String> {
    let value = values(project).remove(key)?;
    Some(format!("{key} = {value} ({})", origin(session, project, key)))
}

/// A value of the plan.
pub(super) fn of_plan(project: &Project, plan: &Plan, key: &str) -> Result<String, Fault> {
    if let Some(decision) = plan.decisions().iter().find(|decision| decision.key == key) {
        return Ok(format!("{key} = {} ({})", decision.value, decision.origin));
    }
    let values = values(project);
    let all: Vec<_> = plan.decisions().iter().map(|decision| decision.key.as_str()).chain(values.keys().map(String::as_str)).collect();
    let near = did_you_mean(key, all.iter().copied());
    let table = key.rsplit_once('.').map_or("", |(table, _)| table);
    let beside = all.iter().copied().filter(|other| other.rsplit_once('.').map_or("", |(table, _)| table) == table);
    let beside = beside.collect::<Vec<_>>();
    // Of a table that is not there, the values of the whole run say more.
    let known = if beside.is_empty() { plan.decisions().iter().map(|decision| decision.key.as_str()).collect() } else { beside };
    Err(Fault::usage(format!("the plan has no value `{key}`")).hint(format!("{near}values: {}", known.join(", "))))
}

fn origin(session: &Session<'_>, project: &Project, key: &str) -> Origin {
    if let Some(changed) = session.overrides().iter().find(|changed| changed.key == key) {
        return changed.origin.clone();
    }
    if let Some((_, argument)) = key.split_once(".build-args.")
        && let Some(changed) = session.overrides().iter().find(|changed| changed.key == format!("build-arg.{argument}"))
    {
        return changed.origin.clone();
    }
    let written = session.written(key).or_else(|| session.written(&of_a_matrix(project, key)?));
    written.map_or(Origin::Default, |place| Origin::File { path: place.file, line: place.line })
}

/// What made a variant that is not in the file.
fn of_a_matrix(project: &Project, key: &str) -> Option<String> {
    let (image, variant) = key.split_once(".variant.")?;
    let value = variant.split_once('.')?.1;
    let is_made = value == "suffix" || value.starts_with("build-args");
    (is_made && project.images.iter().any(|known| image == format!("image.{}", known.key))).then(|| format!("{image}.matrix"))
}

/// Every value of a project, by the path of its key, without what is unset.
fn values(project: &Project) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let Ok(Value::Object(root)) = serde_json::to_value(project) else { return found };
    for row in config::keys() {
        let parts: Vec<&str> = row.path.split('.').collect();
        if matches!(row.kind, Kind::Table | Kind::Named(_) | Kind::Tables | Kind::Like(_)) || parts[0] == "defaults" {
            continue;
        }
        // What holds for the whole project stands at the top.
        let parts = if parts[0] == "project" { &parts[1..] } else { &parts[..] };
        let path = if row.path.starts_with("project.") { "project" } else { "" };
        collect(&root, parts, path, &mut found);
    }
    found
}

fn collect(object: &Map<String, Value>, parts: &[&str], path: &str, found: &mut BTreeMap<String, String>) {
    let Some((first, rest)) = parts.split_first() else { return };
    let joined = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    // A table of named tables is a list of what has a key.
    if let ([placeholder, behind @ ..], Some(Value::Array(items))) = (rest, object.get(&plural(first)))
        && placeholder.chars().all(|letter| letter.is_ascii_uppercase())
    {
        for item in items.iter().filter_map(Value::as_object) {
            let key = item.get("key").and_then(Value::as_str).unwrap_or_default();
            collect(item, behind, &joined(&format!("{first}.{key}")), found);
        }
        return;
    }
    let Some(value) = inside(object, first).map(plain) else { return };
    match (value, rest) {
        (Value::Null, _) => {}
        (Value::Object(table), []) => {
            for (name, value) in table {
                if let Some(text) = shown(plain(value)) {
                    found.insert(format!("{}.{name}", joined(first)), text);
                }
            }
        }
        (Value::Object(table), rest) => collect(table, rest, &joined(first), found),
        (value, []) => found.extend(shown(value).map(|text| (joined(first), text))),
        (_, _) => {}
    }
}

/// A value under its name, or in one of the groups that the file does not have.
fn inside<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object.get(name).or_else(|| ["attest", "build"].iter().find_map(|group| object.get(*group)?.as_object()?.get(name)))
}

/// A value without its origin.
fn plain(value: &Value) -> &Value {
    match value {
        Value::Object(table) if table.len() == 2 && table.contains_key("origin") => table.get("value").unwrap_or(value),
        Value::Object(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => value,
    }
}

fn shown(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => Some(value.to_string()),
        Value::Array(items) => {
            let words: Option<Vec<_>> = items.iter().map(|item| item.as_str().map(str::to_owned)).collect();
            Some(words.map_or_else(|| value.to_string(), |words| if words.is_empty() { "none".into() } else { words.join(", ") }))
        }
    }
}

fn plural(name: &str) -> String {
    format!("{name}s")
}
