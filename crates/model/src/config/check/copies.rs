//! Folders that UIs are copied to. They are cleaned before each copy, so nothing else may live in them.

use super::paths::normal;
use crate::{
    Project,
    config::{Problem, path},
    project::{STATE_DIR, Ui, VersionSource},
};
use camino::{Utf8Path, Utf8PathBuf};

pub(super) fn check(project: &Project) -> Vec<Problem> {
    let kept = kept(project);
    let mut copies: Vec<(Utf8PathBuf, String)> = Vec::new();
    let mut problems = Vec::new();
    for (position, ui) in project.uis.iter().enumerate() {
        let key = format!("ui.{}", ui.key);
        if let Some(other) = project.uis[..position].iter().find(|other| output(other).is_some() && output(other) == output(ui)) {
            let message = format!("`{key}` writes its output where `ui.{}` does", other.key);
            problems.push(Problem::new(format!("{key}.output"), message).hint("give it an output of its own"));
        }
        for (index, copy) in ui.copy_to.iter().enumerate() {
            let Some(folder) = normal(copy) else { continue };
            if let Some(what) = clash(&folder, &kept, &copies) {
                let message = format!("`{key}` copies to `{copy}`, {what}");
                let hint = "name a folder of its own: it is cleaned before each copy";
                problems.push(Problem::new(path::item(&format!("{key}.copy-to"), index), message).hint(hint));
            } else {
                copies.push((folder, key.clone()));
            }
        }
    }
    problems
}

fn output(ui: &Ui) -> Option<Utf8PathBuf> {
    normal(&ui.dir.join(&ui.output))
}

/// What a folder may not be, hold, or lie in.
fn clash(folder: &Utf8Path, kept: &[Kept], copies: &[(Utf8PathBuf, String)]) -> Option<String> {
    if folder.as_str().is_empty() {
        return Some("which is the project's own folder".into());
    }
    if folder.components().any(|part| part.as_str() == ".git") {
        return Some("which is a repository's history, or lies in one".into());
    }
    if let Some((_, ui)) = copies.iter().find(|(other, _)| other == folder) {
        return Some(format!("where `{ui}` is copied already"));
    }
    if let Some((other, ui)) = copies.iter().find(|(other, _)| other.starts_with(folder) || folder.starts_with(other)) {
        let relation = if other.starts_with(folder) { "holds" } else { "lies in" };
        return Some(format!("which {relation} `{other}`, the copy of `{ui}`"));
    }
    let other = kept.iter().find(|kept| kept.path.starts_with(folder) || (kept.whole && folder.starts_with(&kept.path)))?;
    let relation = match (other.path == folder, other.path.starts_with(folder)) {
        (true, _) => "is",
        (false, true) => "holds",
        (false, false) => "lies in",
    };
    Some(format!("which {relation} {}", other.what))
}

/// A path that cleaning must not reach; `whole`: nothing may be put in it either.
struct Kept {
    path: Utf8PathBuf,
    what: String,
    whole: bool,
}

fn kept(project: &Project) -> Vec<Kept> {
    let ours = Kept { path: STATE_DIR.into(), what: "what archwright keeps between runs".into(), whole: true };
    let mut kept = vec![ours];
    let mut keep = |path: &Utf8Path, what: String, whole| {
        kept.extend(normal(path).filter(|path| !path.as_str().is_empty()).map(|path| Kept { path, what, whole }));
    };
    for ui in &project.uis {
        keep(&ui.dir.join(&ui.output), format!("the output of `ui.{}`", ui.key), true);
        keep(&ui.dir, format!("the source of `ui.{}`", ui.key), false);
    }
    for cli in &project.clis {
        keep(&cli.manifest, format!("the manifest of `cli.{}`", cli.key), false);
    }
    for image in &project.images {
        keep(&image.dockerfile, format!("the Dockerfile of `image.{}`", image.key), false);
        keep(&image.context, format!("the context of `image.{}`", image.key), false);
    }
    match project.version.as_ref().map(|version| &version.value) {
        Some(VersionSource::File(path) | VersionSource::Cargo(path) | VersionSource::PackageJson(path)) => {
            keep(path, "the file with the version".into(), false);
        }
        Some(VersionSource::GitDescribe | VersionSource::Literal(_)) | None => {}
    }
    kept
}
