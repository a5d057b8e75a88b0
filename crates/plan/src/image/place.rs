//! Where an image goes on its way, and in the end.

use crate::{
    ImageId, Output, PlanError, Run,
    bake::BakeTarget,
    publish::{Place, Release},
    tags,
};
use archwright_model::{
    Platform,
    project::{Image, Provenance, Upload},
};
use camino::{Utf8Path, Utf8PathBuf};

/// Where BuildKit exports one platform.
pub(super) fn export_dir(id: &ImageId, platform: Platform) -> Utf8PathBuf {
    format!("target/archwright/export/{}", BakeTarget::name_of(id, platform)).into()
}

/// How what is pushed gets to the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Route {
    /// BuildKit pushes it by digest.
    ByDigest,
    /// BuildKit exports a layout, which is looked through and then pushed by our own client.
    Export,
}

/// The route of an image. All layers come to this machine on the second one: it is for builders that cannot push by digest, for
/// provenance that shows everything, so that nothing secret is in the registry before it is found, and for registries that want layers
/// in parts, which BuildKit sends whole.
pub(super) fn route(run: &Run<'_>, image: &Image) -> Route {
    let exported = image.attest.provenance == Provenance::Max || !crate::builder::pushes_by_digest(run) || wants_parts(run, image);
    if exported { Route::Export } else { Route::ByDigest }
}

fn wants_parts(run: &Run<'_>, image: &Image) -> bool {
    let home = tags::repositories(run.project(), image, run.request()).ok();
    let settings = home.and_then(|(home, _)| run.project().registries.get(home.registry()));
    settings.is_some_and(|settings| settings.upload == Upload::Parts)
}

/// A layout is composed and proven beside the one that is there already, so that a failure leaves that one.
pub(super) fn place(run: &Run<'_>, id: &ImageId, release: &Release) -> Place {
    match run.output() {
        Output::Push => Place::Registry(release.repository.clone()),
        Output::Layout(_) | Output::Load | Output::Nothing => Place::Layout(staged_layout(id)),
    }
}

/// Where an earlier run left the image's layout: in its place, or where it was loaded from.
pub(super) fn earlier(run: &Run<'_>, id: &ImageId) -> Result<Option<Utf8PathBuf>, PlanError> {
    Ok(match run.output() {
        Output::Push | Output::Nothing => None,
        Output::Load => Some(staged_layout(id)),
        Output::Layout(dir) => Some(layout_dir(dir.as_deref(), id, run.images()?.len())),
    })
}

/// Where an image's layout is composed and proven.
pub(crate) fn staged_layout(id: &ImageId) -> Utf8PathBuf {
    format!("target/archwright/staged/{}", id.slug()).into()
}

/// Where an image's layout goes in the end: one image right into the folder that was named, several into folders of their own.
pub(crate) fn layout_dir(asked: Option<&Utf8Path>, id: &ImageId, images: usize) -> Utf8PathBuf {
    match asked {
        Some(dir) if images > 1 => dir.join(id.slug()),
        Some(dir) => dir.to_owned(),
        None => format!("target/archwright/layout/{}", id.slug()).into(),
    }
}
