//! What the project here answers for in an image: the `allow-foreign` of the one that lives in the same repository.

use crate::{cli::session::Session, steps, verify::Question};
use archwright_model::{ImageRef, Repository};
use archwright_oci::Index;
use archwright_plan::tags::image_in;

/// Whose `allow-foreign` counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Allowances {
    /// Nobody's: whoever made the image, all that is in it is told.
    Nobodys,
    /// That of the project here, if the image is one of its own.
    OfProject,
}

impl Allowances {
    /// The question of an image that lives in the first of these repositories that is the project's.
    pub(in crate::cli) fn of<'a>(
        self,
        session: &Session<'_>,
        repositories: impl IntoIterator<Item = &'a Repository>,
        question: &Question,
    ) -> Question {
        let project = session.project_here().filter(|_| self == Self::OfProject);
        let image = project.and_then(|project| repositories.into_iter().find_map(|repository| image_in(project, repository)));
        let allow_foreign = image.map(|image| steps::allowed(&image.allow_foreign)).unwrap_or_default();
        Question { allow_foreign, ..question.clone() }
    }
}

/// Where the images of a layout live, by the names that `docker load` would give them.
pub(super) fn named_in(index: Option<Index>) -> Vec<Repository> {
    let entries = index.map(|index| index.manifests).unwrap_or_default();
    let names = entries.iter().filter_map(|entry| entry.annotations.get("io.containerd.image.name"));
    names.filter_map(|name| Some(name.parse::<ImageRef>().ok()?.repository().clone())).collect()
}
