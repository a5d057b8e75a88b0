//! Which of a project's paths are not there, or are not what they are taken for.

use super::super::{Environment, references};
use archwright_model::{Project, project::UiMode};
use camino::{Utf8Path, Utf8PathBuf};

/// Paths that the project names and that are not there.
pub(super) fn missing(project: &Project) -> Vec<Utf8PathBuf> {
    which(project, files(project).chain(folders(project)), |path| !path.exists())
}

/// The same with those in the user's home.
pub(super) fn all_missing(project: &Project, environment: &Environment) -> Vec<Utf8PathBuf> {
    let home = references::home(project, environment);
    let mut all = missing(project);
    all.extend(references::missing_at_home(project, home.as_deref()));
    all
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
    let images = || project.images.iter().filter(|image| !image.is_fetched() && image.bake.is_none());
    // Those in the user's home are looked for where that is known.
    let taken = project.images.iter().flat_map(|image| image.build.files()).map(|(_, _, file)| file).filter(|file| !file.starts_with("~"));
    let packed = project.clis.iter().filter_map(|cli| cli.archive.as_ref()).flat_map(|archive| &archive.files);
    images().map(|image| &image.dockerfile).chain(project.clis.iter().map(|cli| &cli.manifest)).chain(taken).chain(packed)
}

fn folders(project: &Project) -> impl Iterator<Item = &Utf8PathBuf> {
    let uis = project.uis.iter().filter(|ui| ui.mode == UiMode::Build).map(|ui| &ui.dir);
    let images = project.images.iter().filter(|image| !image.is_fetched() && image.bake.is_none()).map(|image| &image.context);
    let contexts = project.images.iter().flat_map(|image| image.build.folders()).map(|(_, dir)| dir);
    images.chain(contexts).chain(uis)
}

fn which<'a>(project: &Project, paths: impl Iterator<Item = &'a Utf8PathBuf>, is: impl Fn(&Utf8Path) -> bool) -> Vec<Utf8PathBuf> {
    let mut found: Vec<_> = paths.filter(|path| is(&project.path(path))).cloned().collect();
    found.sort();
    found.dedup();
    found
}
