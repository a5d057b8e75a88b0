//! Executing a plan: every step as soon as those it waits for are done, a report whatever happens.

mod state;

pub(crate) use state::{BuiltTarget, Inner, State, TagState};

use crate::{
    StepError, World, files,
    progress::Event,
    report::{Failure, Outcome, Report, StepReport, Versioned},
    steps,
};
use archwright_model::ExitKind;
use archwright_plan::{Plan, StepId, Work, step::Step};
use std::{
    collections::BTreeMap,
    panic::{self, AssertUnwindSafe},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// Executes a plan. There is always a report, also of a run that failed.
pub fn execute(plan: &Plan, world: &World) -> Report {
    let begun = Instant::now();
    let state = State::default();
    let mut report = Report::default();
    let hindrances = hindrances(plan, world);
    if !hindrances.is_empty() {
        report.steps = hindrances;
        report.settle(begun.elapsed(), world.runner().interrupt().is_raised());
        report.mask(world.runner().secrets());
        write(&report, world);
        world.reporter().finish();
        return report;
    }
    let mut ended: BTreeMap<StepId, StepReport> = BTreeMap::new();
    let mut causes: BTreeMap<StepId, StepId> = BTreeMap::new();
    thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel::<StepReport>();
        let mut running = 0;
        let mut waiting: Vec<&Step> = plan.steps().iter().collect();
        loop {
            skip_hopeless(&mut waiting, &mut ended, &mut causes);
            let ready = |step: &&Step| step.after.iter().all(|id| ended.contains_key(id));
            let (start, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(ready);
            waiting = rest;
            for step in start {
                running += 1;
                let (sender, state) = (sender.clone(), &state);
                // The receiver outlives every step: it is dropped after the scope's last one.
                scope.spawn(move || drop(sender.send(one(step, world, state))));
            }
            if running == 0 {
                for step in waiting {
                    let error = StepError::new(ExitKind::Bug, format!("step `{}` waits for steps that never end", step.id));
                    ended.insert(step.id.clone(), StepReport::failed(step.id.clone(), &error));
                }
                break;
            }
            if let Ok(step) = receiver.recv() {
                running -= 1;
                ended.insert(step.id.clone(), step);
                report = compile(plan, &ended, &state, begun.elapsed(), world);
                write(&report, world);
            }
        }
    });
    report = compile(plan, &ended, &state, begun.elapsed(), world);
    write(&report, world);
    world.reporter().finish();
    report
}

/// Runs one step and tells about it.
fn one(step: &Step, world: &World, state: &State) -> StepReport {
    world.reporter().event(&Event::Started { step: &step.id });
    let begun = Instant::now();
    let result = if world.runner().interrupt().is_raised() {
        Err(StepError::new(ExitKind::Interrupted, "interrupted"))
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
    StepReport { id: step.id.clone(), outcome, seconds: elapsed.as_secs_f64(), note, failure }
}

/// Steps behind a failed or skipped one are skipped, in order, until none is left; each names the step that really failed.
fn skip_hopeless(waiting: &mut Vec<&Step>, ended: &mut BTreeMap<StepId, StepReport>, causes: &mut BTreeMap<StepId, StepId>) {
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
        ended.insert(step.id.clone(), StepReport { id: step.id.clone(), outcome: Outcome::Skipped, seconds: 0.0, note, failure: None });
    }
}

/// Why the plan cannot run at all: somebody else runs here, facts are missing, a folder of somebody else's is in the way.
fn hindrances(plan: &Plan, world: &World) -> Vec<StepReport> {
    let before = |error: &StepError| StepReport::failed(StepId::new("before the run"), error);
    if let Err(error) = world.lock() {
        return vec![before(&error)];
    }
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
    ready.err().iter().map(before).collect()
}

fn compile(plan: &Plan, ended: &BTreeMap<StepId, StepReport>, state: &State, elapsed: Duration, world: &World) -> Report {
    let mut report = Report {
        steps: plan.steps().iter().filter_map(|step| ended.get(&step.id).cloned()).collect(),
        images: state.images(),
        findings: state.findings(),
        next: state.next(),
        ..Report::default()
    };
    report.settle(elapsed, world.runner().interrupt().is_raised());
    report.mask(world.runner().secrets());
    report
}

/// A report that cannot be written is no reason to stop the run; its step says what failed.
fn write(report: &Report, world: &World) {
    let path = world.project().state_dir().join("report.json");
    if let Err(error) = files::write_json(&path, &Versioned::new(report)) {
        let step = StepId::new("report");
        world.reporter().event(&Event::Line { step: &step, text: &format!("cannot write {path}: {error}") });
    }
}
