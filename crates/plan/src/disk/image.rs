//! An image's Dockerfile, the stage in it, and the build context.

use super::{Disk, Meant};
use crate::PlanError;
use archwright_model::{nearest, project::Image};

pub(super) fn wrong(disk: Disk<'_>, image: &Image) -> Vec<PlanError> {
    let path = |what: &str, path, meant| {
        let wrong = disk.path(&format!("image `{}`", image.key), what, path, meant)?;
        Some(wrong.about(format!("image.{}.{what}", image.key)).hint(format!("fix `{what}` in [image.{}]", image.key)))
    };
    let paths = [path("dockerfile", &image.dockerfile, Meant::File), path("context", &image.context, Meant::Folder)];
    paths.into_iter().flatten().chain(stage(disk, image)).collect()
}

/// BuildKit knows a stage by its name in any case, or by its number.
fn stage(disk: Disk<'_>, image: &Image) -> Option<PlanError> {
    let stage = image.stage.as_deref()?;
    let stages = &disk.repository.dockerfiles.get(&image.dockerfile)?.stages;
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
