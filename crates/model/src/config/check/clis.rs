//! Command lines: binaries, triples, and where their files go.

use super::paths::normal;
use crate::{
    Project,
    config::{Problem, path},
    project::{Cli, STATE_DIR},
};
use camino::Utf8Path;
use std::fmt::Display;

pub(super) fn check(project: &Project) -> Vec<Problem> {
    project.clis.iter().flat_map(one).collect()
}

fn one(cli: &Cli) -> Vec<Problem> {
    let key = format!("cli.{}", cli.key);
    let mut problems = twice(&format!("{key}.bins"), &cli.bins);
    problems.extend(twice(&format!("{key}.targets"), &cli.targets));
    problems.extend(twice(&format!("{key}.copy-to"), &cli.copy_to));
    if cli.bin.is_some() && !cli.bins.is_empty() {
        let problem = Problem::new(format!("{key}.bin"), format!("`{key}` names its binaries twice: as `bin` and as `bins`"));
        problems.push(problem.hint("leave `bin` out, and list it in `bins`"));
    }
    for (index, copy) in cli.copy_to.iter().enumerate() {
        let copy = copy.to_string();
        let key = path::item(&format!("{key}.copy-to"), index);
        problems.extend(reserved(copy.as_ref()).map(|why| Problem::new(&key, format!("`{key}`: `{copy}` {why}")).hint(ELSEWHERE)));
    }
    if let Some(archive) = &cli.archive {
        let dir = format!("{key}.archive.dir");
        let wrong = reserved(&archive.dir);
        problems.extend(wrong.map(|why| Problem::new(&dir, format!("`{dir}`: `{}` {why}", archive.dir)).hint(ELSEWHERE)));
        let name = archive.name.to_string();
        if name.contains(['/', '\\']) || name.starts_with('.') {
            let name_key = format!("{key}.archive.name");
            let message = format!("`{name_key}`: `{name}` is no file name");
            problems.push(Problem::new(name_key, message).hint("name its folder in `dir`"));
        }
        problems.extend(same_names(&format!("{key}.archive.files"), cli));
    }
    problems
}

const ELSEWHERE: &str = "name a folder of its own";

/// An item that is listed twice.
fn twice<T: PartialEq + Display>(key: &str, list: &[T]) -> Vec<Problem> {
    let repeated = list.iter().enumerate().filter(|(index, item)| list[..*index].contains(item));
    repeated
        .map(|(index, item)| Problem::new(path::item(key, index), format!("`{key}` lists `{item}` twice")).hint("leave one of them out"))
        .collect()
}

/// In an archive, each file has a name of its own.
fn same_names(key: &str, cli: &Cli) -> Vec<Problem> {
    let files = cli.archive.iter().flat_map(|archive| &archive.files);
    let mut seen: Vec<&str> = Vec::new();
    let mut problems = Vec::new();
    for (index, file) in files.enumerate() {
        let Some(name) = file.file_name() else { continue };
        let is_bin = cli.bin.iter().chain(&cli.bins).any(|bin| bin == name);
        if seen.contains(&name) || is_bin {
            let message = format!("`{key}`: two files of an archive would be called `{name}`");
            problems.push(Problem::new(path::item(key, index), message).hint("leave one of them out"));
        }
        seen.push(name);
    }
    problems
}

/// Why nothing of the user's goes to a folder.
fn reserved(folder: &Utf8Path) -> Option<&'static str> {
    let folder = normal(folder)?;
    if folder.starts_with(STATE_DIR) {
        Some("lies in what archwright keeps between runs")
    } else if folder.components().any(|part| part.as_str() == ".git") {
        Some("is a repository's history, or lies in one")
    } else {
        None
    }
}
