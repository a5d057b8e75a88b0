//! Why a plan cannot run at all, before any of its steps has.

use crate::{StepError, World, report::StepReport, steps};
use archwright_plan::{Plan, StepId, Work};

/// Facts that are missing, a folder of somebody else's in the way; none if it can run.
pub(super) fn hindrances(plan: &Plan, world: &World) -> Vec<StepReport> {
    let mut missing: Vec<_> = plan.conditions().iter().map(|condition| (StepId::new(&condition.fact), steps::unmet(condition))).collect();
    if !missing.is_empty() {
        // A tool that is missing too is told in the same breath, not in the next run.
        missing.extend(plan.steps().iter().filter_map(|step| {
            let Work::BuildUi(work) = &step.work else { return None };
            Some((step.id.clone(), steps::missing_tool(work, world)?))
        }));
        return missing.into_iter().map(|(id, error)| StepReport::failed(id, &error)).collect();
    }
    let ready = plan.steps().iter().try_for_each(|step| steps::ready(step, world));
    ready.err().iter().map(before_the_run).collect()
}

/// What failed before the first step.
pub(super) fn before_the_run(error: &StepError) -> StepReport {
    StepReport::failed(StepId::new("before the run"), error)
}
