//! The report of a run that is over, or still going on, as its file has it.

use super::{Report, SCHEMA_VERSION};
use camino::Utf8Path;
use serde_json::Value;
use std::{fs, io};

/// Why there is no report to show.
#[derive(Debug)]
pub(crate) enum Unreadable {
    /// There was no run here.
    Nowhere,
    /// The file cannot be read, or says something else.
    Damaged(String),
}

/// Reads the report that a run left.
pub(crate) fn read(file: &Utf8Path) -> Result<Report, Unreadable> {
    let text = fs::read_to_string(file).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Unreadable::Nowhere,
        _ => Unreadable::Damaged(error.to_string()),
    })?;
    let damaged = |error: serde_json::Error| Unreadable::Damaged(format!("it holds no report: {error}"));
    let mut value: Value = serde_json::from_str(&text).map_err(damaged)?;
    let version = value.as_object_mut().and_then(|report| report.shift_remove("schema-version"));
    if version.is_some_and(|version| version != SCHEMA_VERSION) {
        return Err(Unreadable::Damaged("it is of another version of archwright".into()));
    }
    serde_json::from_value(value).map_err(damaged)
}
