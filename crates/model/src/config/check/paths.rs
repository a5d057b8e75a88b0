//! Paths stay inside the project.

use crate::{
    Project,
    config::{Problem, path},
    project::{Ui, VersionSource},
};
use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

pub(super) fn check(project: &Project) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut inside = |key: String, path: &Utf8Path| problems.extend(outside(path).map(|why| refused(key, path, why)));
    match project.version.as_ref().map(|version| &version.value) {
        Some(VersionSource::File(path)) => inside("project.version.file".into(), path),
        Some(VersionSource::Cargo(path)) => inside("project.version.cargo".into(), path),
        Some(VersionSource::PackageJson(path)) => inside("project.version.package-json".into(), path),
        Some(VersionSource::GitDescribe | VersionSource::Literal(_)) | None => {}
    }
    for ui in &project.uis {
        let key = format!("ui.{}", ui.key);
        inside(format!("{key}.dir"), &ui.dir);
        for (index, copy) in ui.copy_to.iter().enumerate() {
            inside(path::item(&format!("{key}.copy-to"), index), copy);
        }
    }
    for cli in &project.clis {
        let key = format!("cli.{}", cli.key);
        inside(format!("{key}.manifest"), &cli.manifest);
        for (index, copy) in cli.copy_to.iter().enumerate() {
            inside(path::item(&format!("{key}.copy-to"), index), copy.to_string().as_ref());
        }
        if let Some(archive) = &cli.archive {
            inside(format!("{key}.archive.dir"), &archive.dir);
            for (index, file) in archive.files.iter().enumerate() {
                inside(path::item(&format!("{key}.archive.files"), index), file);
            }
        }
    }
    for image in &project.images {
        inside(format!("image.{}.dockerfile", image.key), &image.dockerfile);
        image.last_tag_file.iter().for_each(|file| inside(format!("image.{}.last-tag-file", image.key), file));
        if let Some(bake) = &image.bake {
            inside(format!("image.{}.bake.file", image.key), &bake.file);
        }
        if !image.is_fetched() {
            inside(format!("image.{}.context", image.key), &image.context);
        }
    }
    problems.extend(project.uis.iter().filter_map(output));
    problems
}

/// A UI's output is relative to its folder, and may lie beside it.
fn output(ui: &Ui) -> Option<Problem> {
    let key = format!("ui.{}.output", ui.key);
    let path = ui.dir.join(&ui.output);
    if outside(&ui.dir).is_some() && !ui.output.is_absolute() {
        return None;
    }
    if let Some(why) = outside(&path) {
        return Some(refused(key, &ui.output, why));
    }
    let same = normal(&path) == normal(&ui.dir);
    same.then(|| Problem::new(&key, format!("`{key}` is the folder of the UI itself")).hint("name the folder that the build writes"))
}

pub(super) fn refused(key: String, path: &Utf8Path, why: &str) -> Problem {
    let message = format!("`{key}`: `{path}` {why}");
    Problem::new(key, message).hint("paths are relative to the project's folder and stay in it")
}

/// Why a path does not stay in the project.
pub(super) fn outside(path: &Utf8Path) -> Option<&'static str> {
    if path.as_str().is_empty() {
        Some("is empty")
    } else if path.as_str().contains("://") {
        Some("is a URL")
    } else if path.is_absolute() {
        Some("is absolute")
    } else if normal(path).is_none() {
        Some("leads out of the project")
    } else {
        None
    }
}

/// The path without `.` and `..`, empty for the project's folder; none if it leads out of it.
pub(in crate::config) fn normal(path: &Utf8Path) -> Option<Utf8PathBuf> {
    let mut normal = Utf8PathBuf::new();
    for component in path.components() {
        match component {
            Utf8Component::CurDir => {}
            Utf8Component::ParentDir => {
                if !normal.pop() {
                    return None;
                }
            }
            Utf8Component::Normal(name) => normal.push(name),
            Utf8Component::Prefix(_) | Utf8Component::RootDir => return None,
        }
    }
    Some(normal)
}
