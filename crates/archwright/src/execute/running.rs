//! Steps on their way, each in a thread of its own.

use super::{State, outcome::one};
use crate::{StepError, World, progress::Event, report::StepReport};
use archwright_model::ExitKind;
use archwright_plan::{
    StepId, Work,
    step::{CustomWork, Step},
};
use std::{
    sync::{
        Arc,
        mpsc::{self, Receiver, Sender},
    },
    thread,
    time::{Duration, Instant},
};

/// The steps that have begun and not ended.
pub(super) struct Running {
    world: Arc<World>,
    state: Arc<State>,
    steps: Vec<Begun>,
    sender: Sender<StepReport>,
    ended: Receiver<StepReport>,
}

struct Begun {
    id: StepId,
    at: Instant,
    code: Code,
    builds: bool,
}

/// Whether a step compiles or calls BuildKit.
fn builds(step: &Step) -> bool {
    matches!(step.work, Work::Build(_) | Work::BuildCli(_))
}

/// Whose code a step runs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Code {
    /// Ours, which ends when it is asked to.
    Ours,
    /// A closure of the user's, which may not.
    Closure,
}

/// How often it is looked whether the user insists.
const POLL: Duration = Duration::from_millis(100);

/// How long a closure may take to end once the user insists: what it waited for was killed a moment ago.
const PATIENCE: Duration = Duration::from_secs(2);

impl Running {
    /// None yet, of a run that began then.
    pub(super) fn new(world: World, begun: Instant) -> Self {
        let (sender, ended) = mpsc::channel();
        Self { world: Arc::new(world), state: Arc::new(State::since(begun)), steps: Vec::new(), sender, ended }
    }

    pub(super) fn world(&self) -> &World {
        &self.world
    }

    pub(super) fn state(&self) -> &State {
        &self.state
    }

    /// Whether a step may begin beside those on their way, by `[limits]`: compilers and BuildKit share the machine.
    pub(super) fn has_room_for(&self, step: &Step) -> bool {
        let Some(jobs) = &self.world.project().limits.jobs else { return true };
        !builds(step) || self.steps.iter().filter(|step| step.builds).count() < usize::try_from(jobs.value.get()).unwrap_or(usize::MAX)
    }

    pub(super) fn start(&mut self, step: &Step) {
        let code = match &step.work {
            Work::Custom(CustomWork::Call { .. }) => Code::Closure,
            Work::Custom(CustomWork::Command(_))
            | Work::EnsureBuilder(_)
            | Work::BuildUi(_)
            | Work::BuildCli(_)
            | Work::StageBinaries(_)
            | Work::Preflight(_)
            | Work::Build(_)
            | Work::Bases(_)
            | Work::Index(_)
            | Work::Prove(_)
            | Work::Test(_)
            | Work::Copy(_)
            | Work::WriteLayout(_)
            | Work::Load(_)
            | Work::Publish(_) => Code::Ours,
        };
        self.steps.push(Begun { id: step.id.clone(), at: Instant::now(), code, builds: builds(step) });
        let (step, world, state, sender) = (step.clone(), Arc::clone(&self.world), Arc::clone(&self.state), self.sender.clone());
        // Nobody listens any more to one that was given up.
        thread::spawn(move || drop(sender.send(one(&step, &world, &state))));
    }

    /// The next that ends; none if none is on its way. Where the user insists, closures are not waited for.
    pub(super) fn next(&mut self) -> Option<StepReport> {
        while !self.steps.is_empty() {
            if let Ok(report) = self.ended.recv_timeout(POLL) {
                if let Some(index) = self.steps.iter().position(|step| step.id == report.id) {
                    self.steps.remove(index);
                    return Some(report);
                }
            } else if self.world.runner().interrupt().insisted().is_some_and(|since| since >= PATIENCE)
                && let Some(index) = self.steps.iter().position(|step| step.code == Code::Closure)
            {
                let step = self.steps.remove(index);
                return Some(self.given_up(step));
            }
        }
        None
    }

    fn given_up(&self, step: Begun) -> StepReport {
        let error = StepError::new(ExitKind::Interrupted, "interrupted, and its closure went on")
            .hint("have the closure look at `runner.interrupt().is_raised()` and end, or start what takes long by the runner");
        let (at, seconds) = (Some(self.state.at(step.at)), step.at.elapsed().as_secs_f64());
        let report = StepReport { at, seconds, ..StepReport::failed(step.id, &error) };
        let (step, outcome, elapsed) = (&report.id, report.outcome.words(), step.at.elapsed());
        self.world.reporter().event(&Event::Ended { step, outcome, note: "", elapsed });
        report
    }
}
