//! What a run would be refused for, told of a plan that is only shown.

use super::hindrances::not_ready;
use crate::{StepError, World};
use archwright_plan::{Condition, Plan, StepId};

/// What stands in the way of a plan's steps.
pub(crate) fn refused(plan: &Plan, world: &World) -> Vec<Condition> {
    let condition = |(step, error): (StepId, StepError)| Condition {
        fact: step.to_string(),
        why: error.to_string(),
        then: "the run ends before its first step".into(),
        fix: error.fix().map(str::to_owned),
    };
    not_ready(plan, world).map(condition).collect()
}
