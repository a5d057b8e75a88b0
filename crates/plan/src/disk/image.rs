//! An image's Dockerfile, the stage in it, and the build context.

use super::{Disk, Meant};
use crate::PlanError;
use archwright_model::{nearest, project::Image};

pub(super) fn wrong(disk: Disk<'_>, image: &Image) -> Vec<PlanError> {
    let path = |what: &str, path, meant| {
        let wrong = disk.path(&format!("image `{}`", image.key), what, path, meant)?;
        Some(wrong.about(format!("image.{}.{what}", image.key)).hint(format!("fix `{what}` in [image.{}]", image.key)))
    };
    // What BuildKit fetches is not here.
    let paths = (!image.is_fetched() && image.bake.is_none())
        .then(|| [path("dockerfile", &image.dockerfile, Meant::File), path("context", &image.context, Meant::Folder)]);
    paths.into_iter().flatten().flatten().chain(stage(disk, image)).chain(taken(disk, image)).collect()
}

/// Named contexts, and the files of secrets and keys.
fn taken(disk: Disk<'_>, image: &Image) -> Vec<PlanError> {
    let owner = format!("image `{}`", image.key);
    let folders = image.build.folders().filter_map(|(name, dir)| {
        let wrong = disk.path(&owner, &format!("context `{name}`"), dir, Meant::Folder)?;
        Some(wrong.about(format!("image.{}.contexts.{name}", image.key)).hint(format!("fix `contexts` in [image.{}]", image.key)))
    });
    let files = image.build.files().filter_map(|(what, key, file)| {
        let wrong = disk.path(&owner, &what, file, Meant::File)?;
        let hint = format!("put it there, or name another file in [image.{}]", image.key);
        Some(wrong.about(format!("image.{}.{key}", image.key)).hint(hint))
    });
    folders.chain(files).collect()
}

/// BuildKit knows a stage by its name in any case, or by its number.
fn stage(disk: Disk<'_>, image: &Image) -> Option<PlanError> {
    let stage = image.stage.as_deref()?;
    let stages = &disk.repository.dockerfile(image)?.stages;
    if stages.iter().any(|known| known.eq_ignore_ascii_case(stage)) || stage.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let known = match stages.as_slice() {
        [] => format!("no stage there has a name: add `AS {stage}` to a FROM, or leave `stage` out for the last one"),
        stages => format!("stages: {}", stages.join(", ")),
    };
    let near = nearest(stage, stages.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    let message = format!("image `{}`: `{}` has no stage `{stage}`", image.key, image.dockerfile);
    Some(PlanError::configuration(message).about(format!("image.{}.stage", image.key)).hint(format!("{near}{known}")))
}
