//! Cargo's configuration files, as Cargo finds them when it runs in a folder.

use crate::observe::Environment;
use camino::{Utf8Path, Utf8PathBuf};
use std::fs;
use toml::{Table, Value};

/// One configuration file.
pub(super) struct ConfigFile {
    /// The folder that paths in it are relative to.
    dir: Utf8PathBuf,
    table: Table,
}

/// Those for a folder: of that folder and of each above it, and Cargo's own; the first that says something counts. A file that is no
/// TOML is Cargo's to refuse.
pub(super) fn read(environment: &Environment, dir: &Utf8Path) -> Vec<ConfigFile> {
    let home = environment.get("CARGO_HOME").map(|home| dir.join(home)).or_else(|| Some(environment.home()?.join(".cargo")));
    let folders = dir.ancestors().map(|folder| folder.join(".cargo")).chain(home);
    folders
        .filter_map(|folder| {
            // Where there are both spellings, Cargo reads the one without an end.
            let file = ["config", "config.toml"].map(|name| folder.join(name)).into_iter().find(|file| file.is_file())?;
            let table = fs::read_to_string(file).ok()?.parse().ok()?;
            Some(ConfigFile { dir: folder.parent().unwrap_or(dir).to_owned(), table })
        })
        .collect()
}

impl ConfigFile {
    /// Its tables of single targets, by triple or `cfg(…)`.
    pub(super) fn targets(&self) -> impl Iterator<Item = (&str, &Value)> {
        let targets = self.table.get("target").and_then(Value::as_table);
        targets.into_iter().flatten().map(|(name, table)| (name.as_str(), table))
    }

    /// A key of `[build]`.
    pub(super) fn build(&self, key: &str) -> Option<&Value> {
        self.table.get("build")?.get(key)
    }

    /// The linker that is set for a triple; one with a slash is a path from the file's place.
    pub(super) fn linker(&self, triple: &str) -> Option<String> {
        let linker = self.table.get("target")?.get(triple)?.get("linker")?.as_str()?;
        Some(if linker.contains('/') { self.dir.join(linker).into_string() } else { linker.to_owned() })
    }
}
