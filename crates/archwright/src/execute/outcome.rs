//! Running one step, and skipping what stands behind one that failed.

use super::State;
use crate::{
    StepError, World,
    progress::Event,
    report::{Failure, Outcome, StepReport},
    steps,
};
use archwright_model::ExitKind;
use archwright_plan::{StepId, step::Step};
use std::{
    collections::BTreeMap,
    panic::{self, AssertUnwindSafe},
    time::Instant,
};

/// Runs one step and tells about it.
pub(super) fn one(step: &Step, world: &World, state: &State) -> StepReport {
    world.reporter().event(&Event::Started { step: &step.id });
    let begun = Instant::now();
    let result = if world.runner().interrupt().is_raised() {
        Err(StepError::interrupted())
    } else {
        // A closure of the user's may panic; the others still end, and there is a report.
        panic::catch_unwind(AssertUnwindSafe(|| steps::run(step, world, state)))
            .unwrap_or_else(|_| Err(StepError::new(ExitKind::Bug, format!("step `{}` panicked; what it said stands above", step.id))))
    };
    let (outcome, note, failure) = match result {
        Ok(ended) => (ended.outcome, ended.note, None),
        Err(error) => (Outcome::Failed, error.to_string(), Some(Failure::of(&error))),
    };
    let elapsed = begun.elapsed();
    // Why it failed is told once, at the end, with its details and its fix.
    let shown = if failure.is_some() { "" } else { &note };
    world.reporter().event(&Event::Ended { step: &step.id, outcome: outcome.words(), note: shown, elapsed });
    StepReport { id: step.id.clone(), outcome, at: Some(state.at(begun)), seconds: elapsed.as_secs_f64(), note, failure }
}

/// Steps behind a failed or skipped one are skipped, in order, until none is left; each names the step that really failed.
pub(super) fn skip_hopeless(waiting: &mut Vec<&Step>, ended: &mut BTreeMap<StepId, StepReport>, causes: &mut BTreeMap<StepId, StepId>) {
    loop {
        let blocked = |step: &Step| {
            step.after.iter().find_map(|id| match ended.get(id)?.outcome {
                Outcome::Failed => Some(id.clone()),
                Outcome::Skipped => Some(causes.get(id).unwrap_or(id).clone()),
                Outcome::Done | Outcome::AlreadySo => None,
            })
        };
        let Some((index, culprit)) = waiting.iter().enumerate().find_map(|(index, step)| Some((index, blocked(step)?))) else { return };
        let step = waiting.remove(index);
        let note = format!("because {culprit} failed");
        causes.insert(step.id.clone(), culprit);
        let skipped = StepReport { id: step.id.clone(), outcome: Outcome::Skipped, at: None, seconds: 0.0, note, failure: None };
        ended.insert(step.id.clone(), skipped);
    }
}
