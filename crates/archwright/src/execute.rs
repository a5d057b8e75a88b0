//! Executing a plan: every step as soon as those it waits for are done, a report whatever happens.

mod state;

pub(crate) use state::{BuiltTarget, Inner, State, TagState};

use crate::{
    StepError, World, files,
    progress::Event,
    report::{Failure, Outcome, Report, StepReport},
    steps,
};
use archwright_model::ExitKind;
use archwright_plan::{Plan, StepId, step::Step};
use std::{
    collections::BTreeMap,
    fs::{File, TryLockError},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// Executes a plan. There is always a report, also of a run that failed.
pub fn execute(plan: &Plan, world: &World) -> Report {
    let begun = Instant::now();
    let _lock = lock(world);
    let state = State::default();
    let mut report = Report::default();
    if let Some(failure) = unknown_facts(plan) {
        report.steps.push(failure);
        report.settle(begun.elapsed(), false);
        return report;
    }
    let mut ended: BTreeMap<StepId, StepReport> = BTreeMap::new();
    thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel::<StepReport>();
        let mut running = 0;
        let mut waiting: Vec<&Step> = plan.steps.iter().collect();
        loop {
            skip_hopeless(&mut waiting, &mut ended);
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

/// One run at a time in a project: they share its state folder. The lock ends with the process.
fn lock(world: &World) -> Option<File> {
    let dir = world.project().state_dir();
    let step = StepId::new("lock");
    let taken = files::write(&dir.join(".gitignore"), b"*\n").and_then(|()| File::create(dir.join("lock"))).and_then(|file| {
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            world.reporter().event(&Event::Line { step: &step, text: "waiting for another run in this project" });
            file.lock()?;
        }
        Ok(file)
    });
    match taken {
        Ok(file) => Some(file),
        Err(error) => {
            // A folder that cannot be written fails the first step that needs it, with its own words.
            world.reporter().event(&Event::Line { step: &step, text: &format!("cannot lock {dir}: {error}") });
            None
        }
    }
}

/// Runs one step and tells about it.
fn one(step: &Step, world: &World, state: &State) -> StepReport {
    world.reporter().event(&Event::Started { step: &step.id });
    let begun = Instant::now();
    let result = if world.runner().interrupt().is_raised() {
        Err(StepError::new(ExitKind::Interrupted, "interrupted"))
    } else {
        steps::run(step, world, state)
    };
    let (outcome, note, failure) = match result {
        Ok(ended) => (ended.outcome, ended.note, None),
        Err(error) => (Outcome::Failed, error.to_string(), Some(failure(&error))),
    };
    let elapsed = begun.elapsed();
    world.reporter().event(&Event::Ended { step: &step.id, outcome: outcome.words(), note: &note, elapsed });
    StepReport { id: step.id.clone(), outcome, seconds: elapsed.as_secs_f64(), note, failure }
}

fn failure(error: &StepError) -> Failure {
    Failure { exit: error.exit().code(), message: error.to_string(), details: error.lines().to_vec(), hint: error.fix().map(str::to_owned) }
}

/// Steps behind a failed or skipped one are skipped, in order, until none is left.
fn skip_hopeless(waiting: &mut Vec<&Step>, ended: &mut BTreeMap<StepId, StepReport>) {
    loop {
        let blocked = |step: &Step| {
            step.after.iter().find_map(|id| {
                let before = ended.get(id)?;
                matches!(before.outcome, Outcome::Failed | Outcome::Skipped).then(|| id.clone())
            })
        };
        let Some((index, culprit)) = waiting.iter().enumerate().find_map(|(index, step)| Some((index, blocked(step)?))) else { return };
        let step = waiting.remove(index);
        let note = format!("because {culprit} failed");
        ended.insert(step.id.clone(), StepReport { id: step.id.clone(), outcome: Outcome::Skipped, seconds: 0.0, note, failure: None });
    }
}

/// A plan that hangs on something unknown prints, and does not run.
fn unknown_facts(plan: &Plan) -> Option<StepReport> {
    let condition = plan.conditions.first()?;
    let error = StepError::new(ExitKind::Machine, format!("{}: {}", condition.fact, condition.why))
        .details(plan.conditions.iter().skip(1).map(|other| format!("{}: {}", other.fact, other.why)))
        .hint(condition.fix.clone().unwrap_or_else(|| steps::remedy_for(&condition.fact)));
    let id = StepId::new("observe");
    Some(StepReport { id, outcome: Outcome::Failed, seconds: 0.0, note: error.to_string(), failure: Some(failure(&error)) })
}

fn compile(plan: &Plan, ended: &BTreeMap<StepId, StepReport>, state: &State, elapsed: Duration, world: &World) -> Report {
    let mut report = Report {
        steps: plan.steps.iter().filter_map(|step| ended.get(&step.id).cloned()).collect(),
        images: state.images(),
        findings: state.findings(),
        next: state.next(),
        ..Report::default()
    };
    report.settle(elapsed, world.runner().interrupt().is_raised());
    report
}

/// A report that cannot be written is no reason to stop the run; its step says what failed.
fn write(report: &Report, world: &World) {
    let path = world.project().state_dir().join("report.json");
    if let Err(error) = files::write_json(&path, report) {
        let step = StepId::new("report");
        world.reporter().event(&Event::Line { step: &step, text: &format!("cannot write {path}: {error}") });
    }
}
