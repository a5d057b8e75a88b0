//! The project's files and history.

mod cargo;
mod dockerfile;
mod git;
mod paths;
mod ui;
mod version;

pub(crate) use dockerfile::{dockerfile, undeclared};
pub(crate) use version::read as read_version;

use super::Question;
use crate::runner::Runner;
use archwright_model::{
    Project,
    project::{Image, TagPart, VersionSource},
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
    let lost = || (Fact::Unknown("the observer failed".into()), None);
    thread::scope(|scope| {
        let clis: Vec<_> =
            project.clis.iter().filter(|_| rust).map(|cli| (cli.key.to_string(), scope.spawn(|| cargo::observe(runner, cli)))).collect();
        let git = if wants_git { git::observe(runner) } else { Fact::Unknown("no tag and no version needs it".into()) };
        let mut repository = Repository {
            version: version::observe(project, &git),
            git,
            uis: project.uis.iter().map(|ui| (ui.key.to_string(), ui::observe(project, ui, runner.environment()))).collect(),
            ..paths(project)
        };
        for (key, thread) in clis {
            let (package, refused) = thread.join().unwrap_or_else(|_| lost());
            repository.refused.extend(refused.map(|refusal| (key.clone(), refusal)));
            repository.clis.insert(key, package);
        }
        repository
    })
}

/// What is seen of a project without a question to anybody: its paths, and its Dockerfiles.
pub(crate) fn paths(project: &Project) -> Repository {
    Repository {
        missing: paths::missing(project),
        not_files: paths::not_files(project),
        not_folders: paths::not_folders(project),
        dockerfiles: at(project, |image| &image.dockerfile, dockerfile),
        contexts: at(project, |image| &image.context, |dir| dir.canonicalize_utf8().ok()),
        ..Repository::unknown("nobody asked")
    }
}

/// What is found at a path of each image, by that path.
fn at<T>(project: &Project, path: impl Fn(&Image) -> &Utf8PathBuf, find: impl Fn(&Utf8Path) -> Option<T>) -> BTreeMap<Utf8PathBuf, T> {
    project.images.iter().map(path).filter_map(|path| Some((path.clone(), find(&project.path(path))?))).collect()
}
