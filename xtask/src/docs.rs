//! `docs`: reference pages made from the code, or a check that they have not drifted.

mod config;
mod findings;
mod registry;

use crate::chores::{root, usage};
use anyhow::Result;
use archwright::model::ExitKind;
use camino::Utf8PathBuf;
use std::{collections::BTreeMap, fs, process::ExitCode};

/// Every generated page, by its path below `docs`.
fn pages() -> BTreeMap<String, String> {
    let mut pages = BTreeMap::from([("config.md".to_owned(), config::page()), ("registry.md".to_owned(), registry::page())]);
    pages.extend(findings::pages("findings", "Findings of the proof", archwright::oci::findings::ALL));
    pages.extend(findings::pages("lint", "Findings of the lint", archwright::plan::lint::kinds::ALL));
    pages
}

/// The folders in which every file is a generated page.
const FOLDERS: [&str; 2] = ["findings", "lint"];

/// Writes the pages, or with `--check` fails if one would change.
pub fn run(args: &[String]) -> Result<ExitCode> {
    let text = "usage: cargo xtask docs [--check]\n\nWrites the reference pages below docs, or with --check fails if one would change.";
    if let Some(code) = usage(args, text, |arg| arg == "--check") {
        return Ok(code);
    }
    let docs = root().join("docs");
    let pages = pages();
    let left = left_over(&docs, &pages)?;
    if args.is_empty() {
        for (name, page) in &pages {
            let path = docs.join(name);
            fs::create_dir_all(path.parent().unwrap_or(&docs))?;
            fs::write(&path, page)?;
        }
        left.iter().try_for_each(fs::remove_file)?;
        return Ok(ExitCode::SUCCESS);
    }
    let drifted = pages.iter().filter(|(name, page)| fs::read_to_string(docs.join(name)).unwrap_or_default() != **page);
    let mut wrong: Vec<_> = drifted.map(|(name, _)| format!("docs/{name} is not what the code says")).collect();
    wrong.extend(left.iter().map(|path| format!("{path} is of nothing in the code")));
    if wrong.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("error: {}\n  fix: cargo xtask docs", wrong.join("\n  | "));
    Ok(ExitCode::from(ExitKind::Drift.code()))
}

/// Pages of what is no more.
fn left_over(docs: &camino::Utf8Path, pages: &BTreeMap<String, String>) -> Result<Vec<Utf8PathBuf>> {
    let mut left = Vec::new();
    for folder in FOLDERS {
        let Ok(entries) = docs.join(folder).read_dir_utf8() else { continue };
        for entry in entries {
            let entry = entry?;
            if !pages.contains_key(&format!("{folder}/{}", entry.file_name())) {
                left.push(entry.into_path());
            }
        }
    }
    Ok(left)
}

/// A text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
