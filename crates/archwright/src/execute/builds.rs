//! What became of every build of a plan, those that were never tried too.

use super::{LaneEnd, State};
use crate::report::{BuildOutcome, BuildReport, Outcome, StepReport};
use archwright_plan::{
    Plan, StepId, Work,
    bake::{BakeTarget, Build},
    step::Step,
};
use std::collections::BTreeMap;

/// The builds that were asked for, in the order of the plan.
pub(super) fn builds(plan: &Plan, ended: &BTreeMap<StepId, StepReport>, state: &State) -> Vec<BuildReport> {
    let lanes = state.lanes();
    let calls = plan.steps().iter().filter_map(|step| if let Work::Build(build) = &step.work { Some((step, build)) } else { None });
    calls.flat_map(|(step, build)| call(step, build, ended.get(&step.id), &lanes)).collect()
}

fn call(step: &Step, build: &Build, ended: Option<&StepReport>, lanes: &BTreeMap<String, LaneEnd>) -> Vec<BuildReport> {
    let failed = |target: &&BakeTarget| lanes.get(&target.name).is_some_and(|lane| lane.outcome == BuildOutcome::Failed);
    let culprit = build.targets.iter().find(failed).map(|target| format!("{} {}", target.image, target.platform));
    let requested = build.targets.iter().filter(|target| target.requested);
    let one = |target: &BakeTarget| {
        let lane = lanes.get(&target.name);
        let outcome = lane.map_or(BuildOutcome::Skipped, |lane| lane.outcome);
        BuildReport {
            image: target.image.clone(),
            platform: target.platform,
            step: step.id.clone(),
            outcome,
            at: lane.and_then(|lane| lane.at),
            seconds: lane.and_then(|lane| lane.seconds),
            why: why(target, outcome, lane, ended, culprit.as_deref()),
        }
    };
    requested.map(one).collect()
}

/// Why a target gave no image.
fn why(
    target: &BakeTarget,
    outcome: BuildOutcome,
    lane: Option<&LaneEnd>,
    ended: Option<&StepReport>,
    culprit: Option<&str>,
) -> Option<String> {
    let of_step = ended.and_then(|step| match step.outcome {
        Outcome::Failed => step.failure.as_ref().map(|failure| failure.message.clone()),
        Outcome::Skipped => Some(step.note.clone()),
        Outcome::Done | Outcome::AlreadySo => None,
    });
    match outcome {
        BuildOutcome::Built | BuildOutcome::Cached => None,
        BuildOutcome::Failed => {
            // The step knows the line of the Dockerfile too, of the target that ended it.
            let own = format!("{} {}: ", target.image, target.platform);
            let told = of_step.as_deref().and_then(|message| message.strip_prefix(&own)).map(str::to_owned);
            told.or_else(|| lane?.why.clone()).or(of_step)
        }
        BuildOutcome::Stopped => culprit.map(|culprit| format!("because {culprit} failed")).or(of_step),
        BuildOutcome::Skipped => of_step,
    }
}
