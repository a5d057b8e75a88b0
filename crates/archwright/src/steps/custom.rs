//! A step of the user's own.

use super::{Ended, tell};
use crate::{StepError, World};
use archwright_model::ExitKind;
use archwright_plan::{StepId, step::CustomWork};

pub(super) fn run(work: &CustomWork, id: &StepId, world: &World) -> Result<Ended, StepError> {
    match work {
        CustomWork::Command(command) => {
            tell(command, ExitKind::HostStep, id, world)?;
            Ok(Ended::done(""))
        }
        CustomWork::Call { .. } => {
            let action = world.closure(id.as_str()).ok_or_else(|| no_closure(id))?;
            action(world.runner()).map(|()| Ended::done(""))
        }
    }
}

/// Whether the closure that it calls is there.
pub(super) fn ready(work: &CustomWork, id: &StepId, world: &World) -> Result<(), StepError> {
    match work {
        CustomWork::Call { .. } if world.closure(id.as_str()).is_none() => Err(no_closure(id)),
        CustomWork::Call { .. } | CustomWork::Command(_) => Ok(()),
    }
}

/// A closure that the plan names and nobody handed over.
fn no_closure(id: &StepId) -> StepError {
    StepError::new(ExitKind::Configuration, format!("no closure is registered for step `{id}`")).hint("hand one over with `World::action`")
}
