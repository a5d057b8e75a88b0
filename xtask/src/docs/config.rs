//! `docs/config.md`: every key of `archwright.toml`.

use super::cell;
use archwright::model::config::{KeyDefault, KeyDoc, Kind, keys};
use std::fmt::Write as _;

const HEAD: &str = "\
# archwright.toml

Every key, made from the table that the reader itself uses: `cargo xtask docs`. Paths are relative to the folder of the file and stay inside it.
Whatever is wrong is told at once, each mistake with its line and column. TOML 1.0; keys in capitals are names that you choose.
";

pub(super) fn page() -> String {
    let mut page = HEAD.to_owned();
    let is_free = |key: &KeyDoc| key.kind == Kind::Strings && key.table().is_empty();
    let is_section = |key: &&KeyDoc| matches!(key.kind, Kind::Table | Kind::Named(_)) || is_free(key);
    for section in keys().iter().filter(is_section) {
        let inside = match section.kind {
            Kind::Named(name) => format!("{}.{name}", section.path),
            _ => section.path.to_owned(),
        };
        let rows: Vec<_> = keys().iter().filter(|key| below(key, &inside)).collect();
        if is_free(section) {
            let _ = write!(page, "\n## `[{inside}]`\n\n{}\n", section.doc);
            continue;
        }
        // Writing to a String cannot fail.
        let _ = write!(page, "\n## `[{inside}]`\n\n{}\n\n| key | takes | left out | meaning |\n| --- | --- | --- | --- |\n", section.doc);
        for key in rows {
            let name = key.path.strip_prefix(&format!("{inside}.")).unwrap_or(key.path);
            let _ = writeln!(page, "| `{name}` | {} | {} | {} |", cell(&key.kind.to_string()), default(key.default), cell(key.doc));
        }
    }
    page
}

/// Whether a key stands in that table, directly or as the short form of a value: `version.file`.
fn below(key: &KeyDoc, table: &str) -> bool {
    let Some(rest) = key.path.strip_prefix(table).and_then(|rest| rest.strip_prefix('.')) else { return false };
    let parents = keys().iter().any(|other| {
        matches!(other.kind, Kind::Named(_) | Kind::Table) && rest.starts_with(&format!("{}.", other.name())) && other.table() == table
    });
    !parents && !matches!(key.kind, Kind::Named(_) | Kind::Table)
}

fn default(default: KeyDefault) -> String {
    match default {
        KeyDefault::Required => "required".into(),
        KeyDefault::Unset => "-".into(),
        KeyDefault::Value(value) => format!("`{}`", cell(value)),
        KeyDefault::Means(words) => cell(words),
    }
}
