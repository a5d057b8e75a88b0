//! What a project names and does not find on the disk, each mistake with the key that names it: a step stops at the first, and
//! whoever has to mend them wants all.

mod cli;
mod image;
mod ui;

pub(crate) use cli::bins;

use crate::{PlanError, Run, facts::Repository};
use archwright_model::{
    Project,
    project::{Cli, Image, Need, Ui},
};
use camino::{Utf8Path, Utf8PathBuf};

/// All that a project names and that is not as it should be, as far as somebody looked.
pub fn wrong(project: &Project, repository: &Repository) -> Vec<PlanError> {
    let disk = Disk { project, repository };
    let images = project.images.iter().flat_map(|image| disk.image(image));
    let uis = project.uis.iter().flat_map(|ui| disk.ui(ui));
    images.chain(uis).chain(project.clis.iter().flat_map(|cli| disk.cli(cli))).collect()
}

impl Run<'_> {
    /// The same of the selected images, and of all that they need.
    pub fn wrong_on_disk(&self) -> Vec<PlanError> {
        let Ok(images) = self.images_and_needed() else { return Vec::new() };
        let mut images: Vec<_> = images.iter().map(|id| &id.image).collect();
        images.dedup();
        let images = images.into_iter().filter_map(|key| self.project().image(key.as_str()));
        images.flat_map(|image| self.disk().image(image).into_iter().chain(self.wrong_with(&image.needs))).collect()
    }

    /// The same of artifacts.
    pub fn wrong_with(&self, needs: &[Need]) -> Vec<PlanError> {
        let (project, disk) = (self.project(), self.disk());
        let wrong = |need: &Need| match need {
            Need::Ui(key) => project.ui(key.as_str()).map(|ui| disk.ui(ui)),
            Need::Cli(key) => project.cli(key.as_str()).map(|cli| disk.cli(cli)),
            Need::Image(_) | Need::Variant(..) => None,
        };
        needs.iter().filter_map(wrong).flatten().collect()
    }

    fn disk(&self) -> Disk<'_> {
        Disk { project: self.project(), repository: &self.facts().repository }
    }
}

/// What a path must be.
#[derive(Debug, Clone, Copy)]
enum Meant {
    File,
    Folder,
}

/// A project beside what was seen of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Disk<'a> {
    pub(crate) project: &'a Project,
    pub(crate) repository: &'a Repository,
}

impl Disk<'_> {
    /// What is wrong with an image's files.
    pub(crate) fn image(self, image: &Image) -> Vec<PlanError> {
        image::wrong(self, image)
    }

    /// What is wrong with a UI's folder.
    pub(crate) fn ui(self, ui: &Ui) -> Vec<PlanError> {
        ui::wrong(self, ui)
    }

    /// What is wrong with a command line's package.
    pub(crate) fn cli(self, cli: &Cli) -> Vec<PlanError> {
        cli::wrong(self, cli)
    }

    /// A path that is not there, or not what it must be: "image `app`: dockerfile `/p/Dockerfile` is not there".
    fn path(self, owner: &str, what: &str, path: &Utf8Path, meant: Meant) -> Option<PlanError> {
        let is_in = |list: &[Utf8PathBuf]| list.iter().any(|other| other == path);
        let why = match meant {
            _ if is_in(&self.repository.missing) => "is not there",
            Meant::File if is_in(&self.repository.not_files) => "is a folder",
            Meant::Folder if is_in(&self.repository.not_folders) => "is a file",
            Meant::File | Meant::Folder => return None,
        };
        let shown = if path.starts_with("~") { path.to_owned() } else { self.project.path(path) };
        Some(PlanError::configuration(format!("{owner}: {what} `{shown}` {why}")))
    }
}

/// The first of several mistakes.
pub(crate) fn first(wrong: Vec<PlanError>) -> Result<(), PlanError> {
    wrong.into_iter().next().map_or(Ok(()), Err)
}
