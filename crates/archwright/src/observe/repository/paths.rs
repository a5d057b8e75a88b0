//! Which of a project's paths are not there, or are not what they are taken for.

use archwright_model::{Project, project::UiMode};
use camino::{Utf8Path, Utf8PathBuf};

/// Paths that the project names and that are not there.
pub(super) fn missing(project: &Project) -> Vec<Utf8PathBuf> {
    which(project, files(project).chain(folders(project)), |path| !path.exists())
}

/// Paths that are folders where files are meant.
pub(super) fn not_files(project: &Project) -> Vec<Utf8PathBuf> {
    which(project, files(project), Utf8Path::is_dir)
}

/// Paths that are files where folders are meant.
pub(super) fn not_folders(project: &Project) -> Vec<Utf8PathBuf> {
    which(project, folders(project), Utf8Path::is_file)
}

fn files(project: &Project) -> impl Iterator<Item = &Utf8PathBuf> {
    project.images.iter().map(|image| &image.dockerfile).chain(project.clis.iter().map(|cli| &cli.manifest))
}

fn folders(project: &Project) -> impl Iterator<Item = &Utf8PathBuf> {
    let uis = project.uis.iter().filter(|ui| ui.mode == UiMode::Build).map(|ui| &ui.dir);
    project.images.iter().map(|image| &image.context).chain(uis)
}

fn which<'a>(project: &Project, paths: impl Iterator<Item = &'a Utf8PathBuf>, is: impl Fn(&Utf8Path) -> bool) -> Vec<Utf8PathBuf> {
    let mut found: Vec<_> = paths.filter(|path| is(&project.path(path))).cloned().collect();
    found.sort();
    found.dedup();
    found
}
