//! Files that get the last tag: each of one image, and nothing that the build is made of.

use super::normal;
use crate::{Project, config::Problem, project::VersionSource};
use camino::Utf8Path;
use std::collections::BTreeMap;

pub(super) fn check(project: &Project) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut owners: BTreeMap<_, &str> = BTreeMap::new();
    for image in &project.images {
        let Some(file) = image.last_tag_file.as_deref().and_then(normal) else { continue };
        let key = format!("image.{}.last-tag-file", image.key);
        if let Some(what) = needed(project, &file) {
            problems.push(Problem::new(&key, format!("`{key}` is {what}")).hint("name a file of its own: it is overwritten"));
        }
        if let Some(other) = owners.insert(file, image.key.as_str()) {
            let problem = Problem::new(&key, format!("`image.{}` and `image.{other}` write their last tag to one file", image.key));
            problems.push(problem.hint("give each its own"));
        }
    }
    problems
}

fn needed(project: &Project, file: &Utf8Path) -> Option<&'static str> {
    let is = |other: &Utf8Path| normal(other).is_some_and(|other| other == file);
    let source = project.version.as_ref().is_some_and(|version| match &version.value {
        VersionSource::File(path) | VersionSource::Cargo(path) | VersionSource::PackageJson(path) => is(path),
        VersionSource::GitDescribe | VersionSource::Literal(_) => false,
    });
    if file.as_str().is_empty() {
        return Some("the project's own folder");
    }
    if source {
        return Some("where the version comes from");
    }
    if project.images.iter().any(|image| is(&image.dockerfile)) {
        return Some("a Dockerfile");
    }
    (file == "archwright.toml").then_some("the configuration")
}
