//! Executing a plan: every step as soon as those it waits for are done, a report whatever happens.

mod builds;
#[cfg(feature = "cli")]
mod foresight;
mod hindrances;
mod outcome;
mod running;
mod state;

#[cfg(feature = "cli")]
pub(crate) use foresight::foresee;
pub(crate) use state::{BuiltTarget, Inner, LaneEnd, State, TagState};

use crate::{
    StepError, World, files,
    progress::Event,
    report::{Report, StepReport, Versioned},
};
use archwright_model::ExitKind;
use archwright_plan::{Plan, StepId, step::Step};
use hindrances::{before_the_run, hindrances};
use outcome::skip_hopeless;
use running::Running;
use std::{
    collections::BTreeMap,
    time::{Instant, SystemTime},
};

/// Executes a plan of the world's project. There is always a report, also of a run that failed.
///
/// Where the user insists on the end of the run (a second Ctrl-C, or ten seconds after the first), it returns although a closure
/// still runs: that goes on in its thread, is told by the runner to end, and starts no process any more.
pub fn execute(plan: &Plan, world: &World) -> Report {
    let begun = Instant::now();
    let planned = match world.for_plan(plan).and_then(|planned| world.lock().map(|()| planned)) {
        Ok(planned) => planned,
        // The report that lies there is of the run that holds the lock, or of another project.
        Err(error) => return finish(not_begun(vec![before_the_run(&error)], begun, world), world),
    };
    let hindrances = hindrances(plan, world);
    let report = if hindrances.is_empty() { run_steps(plan, planned, begun) } else { not_begun(hindrances, begun, world) };
    write(&report, world);
    finish(report, world)
}

fn finish(report: Report, world: &World) -> Report {
    world.reporter().finish();
    report
}

/// The report of a run that never began.
fn not_begun(steps: Vec<StepReport>, begun: Instant, world: &World) -> Report {
    settled(Report { steps, ..Report::default() }, Course::Partial, begun, world)
}

/// Runs every step as soon as those it waits for have ended; the report is written after each.
fn run_steps(plan: &Plan, world: World, begun: Instant) -> Report {
    let mut running = Running::new(world, begun);
    let mut ended: BTreeMap<StepId, StepReport> = BTreeMap::new();
    let mut causes: BTreeMap<StepId, StepId> = BTreeMap::new();
    let mut waiting: Vec<&Step> = plan.steps().iter().collect();
    loop {
        skip_hopeless(&mut waiting, &mut ended, &mut causes);
        let ready = |step: &&Step| step.after.iter().all(|id| ended.contains_key(id));
        let (start, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(ready);
        let mut held = Vec::new();
        for step in start {
            if running.has_room_for(step) { running.start(step) } else { held.push(step) }
        }
        held.extend(rest);
        waiting = held;
        let Some(step) = running.next() else { break };
        ended.insert(step.id.clone(), step);
        write(&compile(plan, &ended, running.state(), begun, running.world()), running.world());
    }
    for step in waiting {
        let error = StepError::new(ExitKind::Bug, format!("step `{}` waits for steps that never end", step.id));
        ended.insert(step.id.clone(), StepReport::failed(step.id.clone(), &error));
    }
    compile(plan, &ended, running.state(), begun, running.world())
}

fn compile(plan: &Plan, ended: &BTreeMap<StepId, StepReport>, state: &State, begun: Instant, world: &World) -> Report {
    let report = Report {
        steps: plan.steps().iter().filter_map(|step| ended.get(&step.id).cloned()).collect(),
        builds: builds::builds(plan, ended, state),
        images: state.images(),
        findings: state.findings(),
        notes: plan.notes().to_vec(),
        next: state.next(),
        ..Report::default()
    };
    let course = match ended.len() == plan.steps().len() {
        false => Course::Underway,
        true if ended.values().all(|step| step.outcome.is_well()) => Course::Whole,
        true => Course::Partial,
    };
    settled(report, course, begun, world)
}

/// How much of the plan was done.
#[derive(Clone, Copy)]
enum Course {
    Whole,
    Partial,
    Underway,
}

fn settled(mut report: Report, course: Course, begun: Instant, world: &World) -> Report {
    let interrupted = match course {
        // Whoever asks it to stop now asks for nothing.
        Course::Whole => false,
        Course::Partial => world.runner().interrupt().is_raised(),
        // Whoever finds the report of a run that was killed reads that it did not end.
        Course::Underway => true,
    };
    report.settle(begun.elapsed(), interrupted);
    report.begun = SystemTime::now().checked_sub(begun.elapsed()).map(|begun| humantime::format_rfc3339_seconds(begun).to_string());
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
