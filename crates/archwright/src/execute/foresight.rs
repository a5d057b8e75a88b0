//! What a run would meet before it builds anything, told of a plan that is only shown.

use super::hindrances::not_ready;
use crate::{StepError, World, steps::left_open};
use archwright_plan::{Condition, Plan, StepId, Work};

/// Adds to a plan what stands in the way of its steps, and what an earlier run left to do.
pub(crate) fn foresee(plan: &mut Plan, world: &World) {
    let mut refused = refused(plan, world);
    let mut left = Vec::new();
    for step in plan.steps() {
        let Work::Preflight(work) = &step.work else { continue };
        match left_open(work, world) {
            Ok(note) => left.extend(note),
            Err(error) => refused.push(condition(&step.id, &error)),
        }
    }
    for condition in refused {
        plan.hangs_on(condition);
    }
    for note in left {
        plan.note(note);
    }
}

fn refused(plan: &Plan, world: &World) -> Vec<Condition> {
    not_ready(plan, world).map(|(step, error)| condition(&step, &error)).collect()
}

fn condition(step: &StepId, error: &StepError) -> Condition {
    Condition {
        fact: step.to_string(),
        why: error.to_string(),
        then: "the run ends before its first step".into(),
        fix: error.fix().map(str::to_owned),
    }
}
