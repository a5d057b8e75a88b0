//! `[image.KEY.matrix.AXIS]`: variants as the product of axes.

use super::value::{self, Reader};
use crate::{
    config::{
        Problem, path,
        raw::{Found, Section},
    },
    nearest,
    project::{Key, Variant},
};
use std::collections::BTreeMap;

struct Axis {
    name: String,
    values: Vec<String>,
    build_arg: String,
    default: Option<String>,
}

/// The variants of an image's matrix without those that it excludes; none if it has no matrix.
pub(super) fn variants(section: &Section, reader: &mut Reader<'_>) -> Option<Vec<Variant>> {
    let excluded = section.choices("exclude");
    if section.section("matrix").is_none() {
        if let Some(first) = excluded.first() {
            let key = section.path("exclude");
            let key = if first.key.starts_with(&key) { key } else { path::whole(&first.key).to_owned() };
            reader.report(
                Problem::new(&key, format!("`{key}` leaves nothing out: there is no matrix"))
                    .hint(format!("add `[{}.matrix.AXIS]`", section.key)),
            );
        }
        return None;
    }
    let axes: Vec<Axis> = section.sections("matrix").map(|axis| self::axis(axis, reader)).collect();
    let rows: Vec<_> = excluded.iter().filter(|row| sound(row, &axes, reader)).map(|row| &row.value).collect();
    let mut all: Vec<Vec<&str>> = vec![Vec::new()];
    for axis in &axes {
        let mut longer = Vec::new();
        for made in &all {
            longer.extend(axis.values.iter().map(|value| made.iter().copied().chain([value.as_str()]).collect::<Vec<_>>()));
        }
        all = longer;
    }
    let is_left_out = |values: &[&str]| rows.iter().any(|row| leaves_out(row, &axes, values));
    let made: Vec<_> =
        all.iter().filter(|values| !is_left_out(values)).filter_map(|values| variant(section, &axes, values, reader)).collect();
    if made.is_empty() && !axes.is_empty() && !reader.told(&section.path("matrix")) && !reader.told(&section.path("exclude")) {
        let key = section.path("exclude");
        reader.report(Problem::new(&key, format!("`{key}` leaves out every variant of the matrix")).hint("leave less out"));
    }
    Some(made)
}

fn axis(section: &Section, reader: &mut Reader<'_>) -> Axis {
    // Its name is a word of the build argument.
    let named: Option<Key> = reader.parse(&section.key, &section.name);
    let name = named.map_or_else(|| section.name.clone(), |key| key.to_string());
    let values = section.list("values").unwrap_or_default();
    if section.list("values").is_some_and(<[_]>::is_empty) {
        let key = section.path("values");
        reader.report(Problem::new(&key, format!("`{key}` is empty")).hint("name the values, or leave the axis out"));
    }
    let mut known: Vec<String> = Vec::new();
    for Found { key, value } in values {
        if let Err(error) = format!("0-{value}").parse::<crate::Tag>() {
            let near = error.suggestion().and_then(|near| near.strip_prefix("0-")).map(str::to_owned);
            let message = format!("`{value}` makes no tag: only letters, digits, `_`, `.` and `-` are allowed");
            reader.report(Problem::value(key, message).did_you_mean(near.filter(|near| !near.is_empty())));
        } else if value.is_empty() || known.contains(value) {
            let message = if value.is_empty() { "a value of a matrix is empty".into() } else { format!("`{value}` is there twice") };
            reader.report(Problem::value(key, message).hint("leave it out"));
        } else {
            known.push(value.clone());
        }
    }
    let default = value::optional(section, "default");
    if let Some(default) = default.as_ref().filter(|default| !values.iter().any(|value| value.value == **default)) {
        let key = section.path("default");
        let values: Vec<_> = known.iter().map(String::as_str).collect();
        reader.report(advised(Problem::new(&key, format!("`{key}`: `{default}` is none of the values of `{name}`")), default, &values));
    }
    let build_arg = value::text_or(section, "build-arg", name.to_uppercase().replace('-', "_"));
    Axis { name, values: known, build_arg, default }
}

/// Whether a combination to leave out names axes and values that are there.
fn sound(row: &Found<BTreeMap<String, String>>, axes: &[Axis], reader: &mut Reader<'_>) -> bool {
    let mut sound = true;
    if row.value.is_empty() {
        sound = false;
        reader.report(Problem::new(&row.key, format!("`{}` names no axis: it would leave out everything", row.key)));
    }
    for (name, value) in &row.value {
        let key = path::join(&row.key, name);
        let Some(named) = axes.iter().find(|axis| axis.name == *name) else {
            sound = false;
            let names: Vec<_> = axes.iter().map(|axis| axis.name.as_str()).collect();
            reader.report(advised(Problem::new(&key, format!("`{key}`: the matrix has no axis `{name}`")), name, &names));
            continue;
        };
        if !named.values.contains(value) {
            sound = false;
            let values: Vec<_> = named.values.iter().map(String::as_str).collect();
            reader.report(advised(Problem::new(&key, format!("`{key}`: `{value}` is none of the values of `{name}`")), value, &values));
        }
    }
    sound
}

/// With the nearest of what is there, or all of it.
fn advised(problem: Problem, given: &str, known: &[&str]) -> Problem {
    match nearest(given, known.iter().copied()) {
        Some(near) => problem.did_you_mean(Some(near)),
        None => problem.hint(format!("there are {}", known.join(", "))),
    }
}

fn leaves_out(row: &BTreeMap<String, String>, axes: &[Axis], values: &[&str]) -> bool {
    row.iter().all(|(name, value)| axes.iter().zip(values).any(|(axis, given)| axis.name == *name && given == value))
}

fn variant(section: &Section, axes: &[Axis], values: &[&str], reader: &mut Reader<'_>) -> Option<Variant> {
    // A key becomes the name of a bake target, which has no dots.
    let key = values.join("-").to_lowercase().replace('.', "-");
    let key: Key = reader.parse(&section.path("matrix"), &key)?;
    let parts = axes.iter().zip(values).filter(|(axis, value)| axis.default.as_deref() != Some(**value));
    Some(Variant {
        suffix: parts.flat_map(|(_, value)| ["-", *value]).collect(),
        build_args: axes.iter().zip(values).map(|(axis, value)| (axis.build_arg.clone(), (*value).to_owned())).collect(),
        ..Variant::new(key)
    })
}
