//! The project's files and history.

mod cargo;
mod dockerfile;
mod git;
mod ui;
mod version;

pub(crate) use dockerfile::dockerfile;

use super::Question;
use crate::runner::Runner;
use archwright_model::{
    Project,
    project::{Image, TagPart, UiMode, VersionSource},
};
use archwright_plan::{Fact, facts::Repository};
use camino::{Utf8Path, Utf8PathBuf};
use std::{collections::BTreeMap, thread};

pub(super) fn observe(runner: &Runner, question: &Question<'_>) -> Repository {
    let (project, rust) = (question.project, question.rust);
    let wants_git = matches!(project.version.as_ref().map(|version| &version.value), Some(VersionSource::GitDescribe))
        || question
            .request
            .tags
            .iter()
            .flat_map(|tags| &tags.value)
            .chain(project.images.iter().flat_map(|image| &image.tags))
            .any(|tag| tag.uses(&TagPart::GitSha) || tag.uses(&TagPart::GitDescribe));
    thread::scope(|scope| {
        let clis: Vec<_> =
            project.clis.iter().filter(|_| rust).map(|cli| (cli.key.to_string(), scope.spawn(|| cargo::observe(runner, cli)))).collect();
        let git = if wants_git { git::observe(runner) } else { Fact::Unknown("no tag and no version needs it".into()) };
        Repository {
            version: version::observe(project, &git),
            git,
            missing: missing(project),
            dockerfiles: paths(project, |image| &image.dockerfile, dockerfile),
            contexts: paths(project, |image| &image.context, |dir| dir.canonicalize_utf8().ok()),
            uis: project.uis.iter().map(|ui| (ui.key.to_string(), ui::observe(project, ui, runner.environment()))).collect(),
            clis: clis
                .into_iter()
                .map(|(key, thread)| (key, thread.join().unwrap_or_else(|_| Fact::Unknown("the observer failed".into()))))
                .collect(),
        }
    })
}

/// What is found at a path of each image, by that path.
fn paths<T>(project: &Project, path: impl Fn(&Image) -> &Utf8PathBuf, find: impl Fn(&Utf8Path) -> Option<T>) -> BTreeMap<Utf8PathBuf, T> {
    project.images.iter().map(path).filter_map(|path| Some((path.clone(), find(&project.path(path))?))).collect()
}

/// Paths that the project names and that are not there.
fn missing(project: &Project) -> Vec<Utf8PathBuf> {
    let images = project.images.iter().flat_map(|image| [&image.dockerfile, &image.context]);
    let uis = project.uis.iter().filter(|ui| ui.mode == UiMode::Build).map(|ui| &ui.dir);
    let clis = project.clis.iter().map(|cli| &cli.manifest);
    let mut missing: Vec<_> = images.chain(uis).chain(clis).filter(|path| !project.path(path).exists()).cloned().collect();
    missing.sort();
    missing.dedup();
    missing
}
