//! The project's files and history.

mod bake;
mod cargo;
mod dockerfile;
mod git;
mod paths;
mod same;
mod ui;
mod version;

pub(crate) use dockerfile::{dockerfile, undeclared};
pub(crate) use version::read as read_version;

use super::Question;
use crate::runner::Runner;
use archwright_model::{
    Project,
    project::{GitTag, Image, TagPart, TagTemplate, VersionSource},
};
use archwright_plan::{
    Fact, baked,
    facts::{BakedTarget, Dockerfile, Repository},
};
use camino::{Utf8Path, Utf8PathBuf};
use std::{collections::BTreeMap, thread};

pub(super) fn observe(runner: &Runner, question: &Question<'_>) -> Repository {
    let (project, rust) = (question.project, question.rust);
    let wants_git = matches!(project.version.as_ref().map(|version| &version.value), Some(VersionSource::GitDescribe))
        || templates(question).any(TagTemplate::uses_git);
    let by_git = |template: &TagTemplate| template.when().asks_git() || template.uses(&TagPart::GitBranch);
    let wants_branch = templates(question).any(by_git);
    let wants_tags = wants_branch || project.clis.iter().any(|cli| cli.git_tag == GitTag::IsVersion);
    let bakes = bakes(runner, question);
    // Without what a bake file says, nothing is known of its image.
    let whole = baked::merged(project, &Repository { bakes: bakes.clone(), ..Repository::unknown("nobody asked") }).ok();
    let project = whole.as_ref().unwrap_or(project);
    let lost = || (Fact::Unknown("the observer failed".into()), None);
    thread::scope(|scope| {
        let clis: Vec<_> =
            project.clis.iter().filter(|_| rust).map(|cli| (cli.key.to_string(), scope.spawn(|| cargo::observe(runner, cli)))).collect();
        let git = if wants_git || wants_tags { git::observe(runner) } else { Fact::Unknown("no tag and no version needs it".into()) };
        let git = if wants_tags { git::with_tags(runner, git) } else { git };
        let git = if wants_branch { git::with_branch(runner, git) } else { git };
        let mut repository = Repository {
            version: version::observe(project, &git),
            git,
            versions: same::observe(project),
            missing: paths::all_missing(project, runner.environment()),
            uis: project.uis.iter().map(|ui| (ui.key.to_string(), ui::observe(project, ui, runner.environment()))).collect(),
            bakes,
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

/// What bake files say, all asked at once.
fn bakes(runner: &Runner, question: &Question<'_>) -> BTreeMap<String, Fact<BakedTarget>> {
    let sources = question.project.images.iter().filter_map(|image| Some((image.key.to_string(), image.bake.as_ref()?)));
    if !question.docker {
        return sources.map(|(key, _)| (key, Fact::Unknown("not needed for this request".into()))).collect();
    }
    thread::scope(|scope| {
        let asked: Vec<_> = sources.map(|(key, source)| (key, scope.spawn(|| bake::observe(runner, source)))).collect();
        let failed = || Fact::Unknown("the observer failed".into());
        asked.into_iter().map(|(key, asked)| (key, asked.join().unwrap_or_else(|_| failed()))).collect()
    })
}

/// The tags that a run may have.
fn templates<'a>(question: &'a Question<'_>) -> impl Iterator<Item = &'a TagTemplate> {
    let asked = question.request.tags.iter().flat_map(|tags| &tags.value);
    asked.chain(question.project.images.iter().flat_map(|image| &image.tags))
}

/// Whether a tag of the run takes the time.
pub(super) fn wants_time(question: &Question<'_>) -> bool {
    templates(question).any(TagTemplate::uses_time)
}

/// What is seen of a project without a question to anybody: its paths, and its Dockerfiles.
pub(crate) fn paths(project: &Project) -> Repository {
    Repository {
        missing: paths::missing(project),
        not_files: paths::not_files(project),
        not_folders: paths::not_folders(project),
        dockerfiles: at(project, |image| &image.dockerfile, dockerfile).into_iter().chain(inline(project)).collect(),
        contexts: at(project, |image| &image.context, |dir| dir.canonicalize_utf8().ok()),
        ..Repository::unknown("nobody asked")
    }
}

/// Dockerfiles that bake files hold, by the paths of these.
fn inline(project: &Project) -> impl Iterator<Item = (Utf8PathBuf, Dockerfile)> {
    let inline = |image: &Image| Some((image.dockerfile.clone(), dockerfile::of_text(image.build.dockerfile_inline.clone()?)?));
    project.images.iter().filter_map(inline)
}

/// What is found at a path of each image, by that path.
fn at<T>(project: &Project, path: impl Fn(&Image) -> &Utf8PathBuf, find: impl Fn(&Utf8Path) -> Option<T>) -> BTreeMap<Utf8PathBuf, T> {
    project
        .images
        .iter()
        .filter(|image| !image.is_fetched())
        .map(path)
        .filter_map(|path| Some((path.clone(), find(&project.path(path))?)))
        .collect()
}
