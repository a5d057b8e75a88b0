//! Why a plan cannot run at all, before any of its steps has.

use crate::{StepError, World, report::StepReport, steps};
use archwright_plan::{Plan, StepId, Work};

/// Facts that are missing, a folder of somebody else's in the way: all of them; none if it can run.
pub(super) fn hindrances(plan: &Plan, world: &World) -> Vec<StepReport> {
    let mut missing: Vec<_> = plan.conditions().iter().map(|condition| (StepId::new(&condition.fact), steps::unmet(condition))).collect();
    if !missing.is_empty() {
        // A tool that is missing too is told in the same breath, not in the next run.
        missing.extend(plan.steps().iter().filter_map(|step| {
            let Work::BuildUi(work) = &step.work else { return None };
            Some((step.id.clone(), steps::missing_tool(work, world)?))
        }));
    }
    let missing = missing.iter().map(|(id, error)| StepReport::failed(id.clone(), error));
    missing.chain(not_ready(plan, world).map(|(_, error)| before_the_run(&error))).collect()
}

pub(super) fn not_ready<'a>(plan: &'a Plan, world: &'a World) -> impl Iterator<Item = (StepId, StepError)> + 'a {
    plan.steps().iter().flat_map(|step| steps::hindrances(step, world).into_iter().map(|error| (step.id.clone(), error)))
}

/// What failed before the first step.
pub(super) fn before_the_run(error: &StepError) -> StepReport {
    StepReport::failed(StepId::new("before the run"), error)
}
