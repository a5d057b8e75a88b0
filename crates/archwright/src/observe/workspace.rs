//! The files of a workspace: its root's, and those of the members that it names.

use crate::glob;
use archwright_model::{
    config::{Problem, Source, Sources},
    nearest,
};
use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use std::fs;

/// The configuration's file name.
pub(crate) const FILE: &str = "archwright.toml";

/// Folders of other people's packages and of builds, in which no `**` looks.
const PASSED_OVER: [&str; 2] = ["node_modules", "target"];

/// The files that describe the project in a folder; or which of them cannot be read, and why.
pub(crate) fn sources(root: &Utf8Path) -> Result<Sources, String> {
    let mut sources = Sources::new(FILE, text(root, Utf8Path::new(FILE))?);
    let mut folders: Vec<Utf8PathBuf> = Vec::new();
    for (key, pattern) in sources.patterns() {
        match named(root, &pattern) {
            Ok(found) => found.into_iter().for_each(|folder| {
                if !folders.contains(&folder) {
                    folders.push(folder);
                }
            }),
            Err((why, hint)) => {
                sources.report(Problem { place: None, message: format!("`{key}`: `{pattern}` {why}"), key, hint: Some(hint) });
            }
        }
    }
    for folder in folders {
        let file = folder.join(FILE);
        sources.add(Source { text: text(root, &file)?, file });
    }
    Ok(sources)
}

/// Whether the project in a folder is a workspace of which another folder is a member. A file that cannot be read names none.
pub(crate) fn takes_in(root: &Utf8Path, folder: &Utf8Path) -> bool {
    let (Ok(text), Ok(folder)) = (text(root, Utf8Path::new(FILE)), folder.strip_prefix(root)) else { return false };
    Sources::new(FILE, text)
        .patterns()
        .iter()
        .any(|(_, pattern)| named(root, pattern).is_ok_and(|found| found.iter().any(|at| at == folder)))
}

fn text(root: &Utf8Path, file: &Utf8Path) -> Result<String, String> {
    let file = root.join(file);
    let bytes = fs::read(&file).map_err(|error| format!("cannot read {file}: {error}"))?;
    String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes().iter().take(error.utf8_error().valid_up_to()).filter(|byte| **byte == b'\n').count() + 1;
        format!("{file}:{line}: the file is not UTF-8")
    })
}

/// The members that a name or a pattern means, or why it means none and what to do.
fn named(root: &Utf8Path, pattern: &str) -> Result<Vec<Utf8PathBuf>, (&'static str, String)> {
    let path = Utf8Path::new(pattern);
    if path.components().any(|part| !matches!(part, Utf8Component::Normal(_) | Utf8Component::CurDir)) {
        return Err(("leads out of the workspace", "members are folders below the workspace's own, named relative to it".into()));
    }
    let parts: Vec<_> = path.components().filter(|part| matches!(part, Utf8Component::Normal(_))).map(|part| part.as_str()).collect();
    if parts.is_empty() {
        return Err(("is the workspace's own folder", "leave it out: what the workspace's own file describes is in it anyway".into()));
    }
    let mut found = Vec::new();
    walk(root, Utf8Path::new(""), &parts, &mut found);
    let has_file = |folder: &Utf8PathBuf| !folder.as_str().is_empty() && root.join(folder).join(FILE).is_file();
    let members: Vec<_> = found.iter().filter(|folder| has_file(folder)).cloned().collect();
    match (members.is_empty(), parts.iter().any(|part| is_pattern(part)), found.is_empty()) {
        (false, _, _) => Ok(members),
        (true, true, _) => {
            Err(("matches no folder with an archwright.toml", format!("write one into a folder that it matches, or take `{pattern}` out")))
        }
        (true, false, true) => {
            Err(("is not there", near(root, path).unwrap_or_else(|| format!("make the folder, or take `{pattern}` out"))))
        }
        (true, false, false) => Err(("has no archwright.toml", format!("write one there, or take `{pattern}` out"))),
    }
}

/// The folder in the same place whose name is nearest.
fn near(root: &Utf8Path, path: &Utf8Path) -> Option<String> {
    let parent = path.parent()?;
    let names = folders(&root.join(parent));
    let near = nearest(path.file_name()?, names.iter().map(String::as_str))?;
    Some(format!("did you mean `{}`?", parent.join(near)))
}

fn walk(root: &Utf8Path, at: &Utf8Path, parts: &[&str], found: &mut Vec<Utf8PathBuf>) {
    match parts {
        [] => found.push(at.to_owned()),
        ["**", rest @ ..] => {
            walk(root, at, rest, found);
            for name in folders(&root.join(at)).iter().filter(|name| !PASSED_OVER.contains(&name.as_str())) {
                walk(root, &at.join(name), parts, found);
            }
        }
        [part, rest @ ..] if is_pattern(part) => {
            for name in folders(&root.join(at)).iter().filter(|name| glob::takes_in(part, name)) {
                walk(root, &at.join(name), rest, found);
            }
        }
        [part, rest @ ..] => {
            if root.join(at).join(part).is_dir() {
                walk(root, &at.join(part), rest, found);
            }
        }
    }
}

fn is_pattern(part: &str) -> bool {
    part.contains(['*', '?', '['])
}

/// The names of the folders in a folder, sorted; neither hidden ones nor links.
fn folders(dir: &Utf8Path) -> Vec<String> {
    let entries = dir.read_dir_utf8().into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    let mut names: Vec<_> = folders.map(|entry| entry.file_name().to_owned()).filter(|name| !name.starts_with('.')).collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::{FILE, named};
    use camino::Utf8Path;
    use std::fs;

    #[test]
    fn names_and_patterns_mean_folders_with_a_file() {
        let dir = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(dir.path()).unwrap();
        for folder in ["services/api", "services/web", "libs/deep/er", "node_modules/x", ".hidden/y"] {
            fs::create_dir_all(root.join(folder)).unwrap();
            fs::write(root.join(folder).join(FILE), "").unwrap();
        }
        fs::create_dir_all(root.join("services/empty")).unwrap();
        fs::write(root.join(FILE), "").unwrap();
        for (pattern, expected) in [
            ("services/*", ["services/api", "services/web"].as_slice()),
            ("./services/api/", &["services/api"]),
            ("s*/[aw]*", &["services/api", "services/web"]),
            ("**", &["libs/deep/er", "services/api", "services/web"]),
            ("libs/**", &["libs/deep/er"]),
            ("libs/**/er", &["libs/deep/er"]),
        ] {
            assert_eq!(named(root, pattern).unwrap(), expected, "{pattern}");
        }
        for (pattern, why) in [
            ("services/empty", "has no archwright.toml"),
            ("services/app", "is not there"),
            ("lib/*", "matches no folder with an archwright.toml"),
            ("services", "has no archwright.toml"),
            ("../x", "leads out of the workspace"),
            ("/x", "leads out of the workspace"),
            (".", "is the workspace's own folder"),
            ("", "is the workspace's own folder"),
        ] {
            assert_eq!(named(root, pattern).unwrap_err().0, why, "{pattern}");
        }
        assert_eq!(named(root, "services/app").unwrap_err().1, "did you mean `services/api`?");
    }
}
