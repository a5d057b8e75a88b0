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
    pub(super) fn new(world: World) -> Self {
        let (sender, ended) = mpsc::channel();
        Self { world: Arc::new(world), state: Arc::default(), steps: Vec::new(), sender, ended }
    }

    pub(super) fn world(&self) -> &World {
        &self.world
    }

    pub(super) fn state(&self) -> &State {
        &self.state
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
        self.steps.push(Begun { id: step.id.clone(), at: Instant::now(), code });
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
        let report = StepReport { seconds: step.at.elapsed().as_secs_f64(), ..StepReport::failed(step.id, &error) };
        let (step, outcome, elapsed) = (&report.id, report.outcome.words(), step.at.elapsed());
        self.world.reporter().event(&Event::Ended { step, outcome, note: "", elapsed });
        report
    }
}
