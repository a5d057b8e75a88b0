//! Why a build failed: the operation by BuildKit's own structured word, never by guessing from its prose.

use super::lanes::Lanes;
use crate::{StepError, runner::Exit};
use archwright_model::ExitKind;

pub(super) fn explain(exit: Exit, lanes: &Lanes, talk: Vec<String>) -> StepError {
    let Some(culprit) = lanes.culprit() else {
        return StepError::new(ExitKind::ImageBuild, format!("docker buildx bake ended with {exit}"))
            .details(talk)
            .hint("mend what buildx says and run again; `plan --bake` shows the definition that it read");
    };
    let exporting = culprit.operation.starts_with("exporting") || culprit.operation.starts_with("pushing");
    let kind = match exporting {
        true if culprit.error.contains("401 Unauthorized") || culprit.error.contains("insufficient_scope") => ExitKind::NotAuthorised,
        true => ExitKind::Registry,
        false => ExitKind::ImageBuild,
    };
    let message = format!("{}: {} failed: {}", culprit.lane, culprit.operation, culprit.error);
    let error = StepError::new(kind, message).details(culprit.log);
    match kind {
        ExitKind::NotAuthorised => error.hint("log in with `docker login REGISTRY`"),
        ExitKind::Registry => error.hint("check that the registry takes pushes, and run again; what is built comes from the cache"),
        _ => error.hint("mend the step and run again; what is finished comes from the cache"),
    }
}
