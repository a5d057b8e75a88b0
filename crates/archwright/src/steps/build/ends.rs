//! How each target of a call ended, for the report.

use super::{failure, lanes::Lanes};
use crate::{
    execute::{LaneEnd, State},
    report::BuildOutcome,
};
use archwright_plan::bake::Build;

/// Each target by name. Where none failed by itself, the call did, and all of them with it, unless somebody ended it.
pub(super) fn of(work: &Build, lanes: &Lanes, state: &State, well: bool, is_interrupted: bool) -> Vec<(String, LaneEnd)> {
    let is_whole = !is_interrupted && !work.targets.iter().any(|target| lanes.failed(&target.name).is_some());
    let end = |name: &String| {
        let times = lanes.times(name);
        let failed = lanes.failed(name);
        let outcome = match (well, times.cached, failed.is_some() || is_whole) {
            (true, true, _) => BuildOutcome::Cached,
            (true, false, _) => BuildOutcome::Built,
            (false, _, true) => BuildOutcome::Failed,
            (false, _, false) => BuildOutcome::Stopped,
        };
        let why = failed.map(|culprit| failure::in_short(culprit.operation, culprit.error));
        LaneEnd { outcome, at: times.begun.map(|begun| state.at(begun)), seconds: times.seconds, why }
    };
    work.targets.iter().map(|target| (target.name.clone(), end(&target.name))).collect()
}
