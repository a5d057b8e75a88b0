//! Workspaces, case by case: the files in `workspace/CASE` give `workspace/CASE.txt`, one project as JSON or the problems of all.
//!
//! `UPDATE_EXPECT=1 cargo test -p archwright-model` writes the expected texts anew.

#![expect(clippy::unwrap_used, reason = "a test: what fails here fails it")]

use archwright_model::{
    Project,
    config::{self, ConfigError, Kind, Source, Sources},
};
use camino::{Utf8Path, Utf8PathBuf};
use std::fs;

const FILE: &str = "archwright.toml";

fn folder() -> Utf8PathBuf {
    Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workspace")
}

/// Every configuration below a folder but its own, sorted.
fn members(root: &Utf8Path, dir: &Utf8Path, sources: &mut Sources) {
    let mut folders: Vec<_> = dir.read_dir_utf8().unwrap().map(|entry| entry.unwrap().into_path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    for folder in folders {
        if let Ok(text) = fs::read_to_string(folder.join(FILE)) {
            sources.add(Source { file: folder.join(FILE).strip_prefix(root).unwrap().to_owned(), text });
        }
        members(root, &folder, sources);
    }
}

fn read(case: &Utf8Path) -> Result<Project, ConfigError> {
    let mut sources = Sources::new(FILE, fs::read_to_string(case.join(FILE)).unwrap());
    members(case, case, &mut sources);
    config::read_all(&sources, "/work".as_ref(), |_| Vec::new())
}

#[expect(clippy::disallowed_methods, reason = "a switch of this test, not of the product")]
fn updates() -> bool {
    let set = |name| std::env::var(name).is_ok_and(|value| !value.is_empty());
    assert!(!(set("UPDATE_EXPECT") && set("CI")), "UPDATE_EXPECT is refused when CI is set");
    set("UPDATE_EXPECT")
}

#[test]
fn cases_read_as_expected() {
    let updates = updates();
    for entry in folder().read_dir_utf8().unwrap() {
        let case = entry.unwrap().into_path();
        if !case.is_dir() {
            continue;
        }
        let got = match read(&case) {
            Ok(project) => serde_json::to_string_pretty(&project).unwrap() + "\n",
            Err(error) => format!("{error}\n"),
        };
        let expected = case.with_extension("txt");
        if updates {
            fs::write(expected, got).unwrap();
        } else {
            assert_eq!(fs::read_to_string(&expected).unwrap_or_default(), got, "{case}");
        }
    }
}

/// Lists and tables of paths; of the other keys, those that take a path are known by their kind.
const LISTS: [&str; 1] = ["ui.KEY.copy-to"];

/// A key that takes a path, and is not meant from the member's folder, would build something of another member.
#[test]
fn every_path_of_a_member_is_meant_from_its_folder() {
    let text = fs::read_to_string(Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/config/every-key.toml")).unwrap();
    let table: toml::Table = text.parse().unwrap();
    let (own, shared): (toml::Table, toml::Table) =
        table.into_iter().partition(|(name, _)| ["ui", "cli", "image", "target"].contains(&name.as_str()));
    let mut sources = Sources::new(FILE, shared.to_string());
    sources.add(Source { file: "mem/ber/archwright.toml".into(), text: own.to_string() });
    let project = config::read_all(&sources, "/work".as_ref(), |_| Vec::new()).unwrap_or_else(|error| unreachable!("{error}"));
    let project = serde_json::to_string(&project).unwrap();
    for key in config::keys().iter().filter(|key| key.kind == Kind::Path || LISTS.contains(&key.path)) {
        // The output of a UI is relative to its folder.
        if key.path == "ui.KEY.output" {
            continue;
        }
        for path in values(&own, key.path) {
            let placed = format!("\"mem/ber/{}\"", path.trim_start_matches("./"));
            assert!(project.contains(&placed), "{} is not placed: no {placed} in {project}", key.path);
        }
    }
}

/// The texts of a key, names that the user chose in capitals.
fn values(table: &toml::Table, key: &str) -> Vec<String> {
    let mut found = vec![toml::Value::Table(table.clone())];
    for part in key.split('.') {
        let tables = found.iter().flat_map(|value| value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]));
        let tables: Vec<_> = tables.filter_map(|value| value.as_table().cloned()).collect();
        found = tables
            .into_iter()
            .flat_map(|table| match part {
                "KEY" | "HOST" | "NAME" => table.into_iter().map(|(_, value)| value).collect(),
                _ => table.get(part).cloned().into_iter().collect::<Vec<_>>(),
            })
            .collect();
    }
    let each = found.into_iter().flat_map(|value| match value {
        toml::Value::Array(items) => items,
        toml::Value::Table(table) => table.into_iter().map(|(_, value)| value).collect(),
        value => vec![value],
    });
    each.filter_map(|value| value.as_str().map(str::to_owned)).collect()
}
