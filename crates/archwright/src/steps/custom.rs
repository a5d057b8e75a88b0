//! A step of the user's own.

use super::Ended;
use crate::{StepError, World, error::Tail, progress::Event};
use archwright_model::ExitKind;
use archwright_plan::{StepId, step::CustomWork};

pub(super) fn run(work: &CustomWork, id: &StepId, world: &World) -> Result<Ended, StepError> {
    match work {
        CustomWork::Command(command) => {
            let mut tail = Tail::default();
            let exit = world.runner().stream(command, |_, text| {
                tail.push(text);
                world.reporter().event(&Event::Line { step: id, text });
            })?;
            if exit.is_success() {
                return Ok(Ended::done(""));
            }
            Err(StepError::new(ExitKind::HostStep, format!("`{command}` ended with {exit}")).details(tail.into_lines()))
        }
        CustomWork::Call { .. } => {
            let action = world.closure(id.as_str()).ok_or_else(|| {
                StepError::new(ExitKind::Configuration, format!("no closure is registered for step `{id}`"))
                    .hint("hand one over with `World::action`")
            })?;
            action(world.runner()).map(|()| Ended::done(""))
        }
    }
}
