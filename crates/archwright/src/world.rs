//! What a plan is executed with: the runner, the registries, who is told, and the closures of custom steps.

mod project_lock;
mod reached;

use crate::{
    StepError,
    builder_lock::BuilderLock,
    progress::{Masked, Reporter},
    registry,
    runner::Runner,
};
use archwright_model::{Command, ExitKind, ImageRef, Project};
use archwright_oci::registry::Client;
use archwright_plan::{Plan, registries::Registries};
use once_cell::sync::OnceCell;
use reached::Reached;
use std::{
    collections::BTreeMap,
    fs::File,
    sync::{Arc, Mutex, PoisonError},
};

/// A closure behind a custom step. One that takes its time looks at [`Runner::interrupt`] now and then, and ends early once that is
/// raised; what it starts by the runner is ended with the run.
pub type Action = Arc<dyn Fn(&Runner) -> Result<(), StepError> + Send + Sync>;

/// Everything outside the plan that executing it needs.
pub struct World {
    project: Arc<Project>,
    runner: Runner,
    reporter: Arc<dyn Reporter>,
    program: String,
    actions: BTreeMap<String, Action>,
    reached: Reached,
    lock: Arc<OnceCell<File>>,
    builders: Arc<Mutex<Vec<BuilderLock>>>,
}

impl World {
    /// A world around a project.
    pub fn new(project: Project, runner: Runner, reporter: Arc<dyn Reporter>) -> Self {
        runner.secrets().learn_from_project(&project);
        runner.secrets().learn_from_references(&project, runner.environment());
        let reporter = Arc::new(Masked { inner: reporter, secrets: runner.secrets().clone() });
        Self {
            project: Arc::new(project),
            runner,
            reporter,
            program: "archwright".into(),
            actions: BTreeMap::new(),
            reached: Reached::default(),
            lock: Arc::default(),
            builders: Arc::default(),
        }
    }

    /// The same world as a plan of its project sees it: registries are reached as the plan says, also after another plan.
    ///
    /// # Errors
    /// The plan is of a project in another folder.
    pub(crate) fn for_plan(&self, plan: &Plan) -> Result<Self, StepError> {
        if plan.root() != self.project.root {
            let message = format!("the plan is of the project in `{}`, and this world is around `{}`", plan.root(), self.project.root);
            return Err(StepError::new(ExitKind::Configuration, message).hint("make the world from the project that was planned"));
        }
        Ok(Self {
            project: Arc::clone(&self.project),
            runner: self.runner.clone(),
            reporter: Arc::clone(&self.reporter),
            program: self.program.clone(),
            actions: self.actions.clone(),
            reached: Reached::by(plan.registries()),
            lock: Arc::clone(&self.lock),
            builders: Arc::clone(&self.builders),
        })
    }

    /// With the words that call the program, `cargo xtask` say: what is told to be run begins with them.
    #[must_use]
    pub fn called(mut self, program: impl Into<String>) -> Self {
        self.program = program.into();
        self
    }

    /// A verb of this program, as it can be pasted.
    pub(crate) fn verb<'a>(&self, words: impl IntoIterator<Item = &'a str>) -> Command {
        let mut program = self.program.split(' ');
        Command::new(program.next().unwrap_or_default()).args(program).args(words)
    }

    /// With the closure of the custom step of that name ([`Custom::call`](crate::Custom::call)).
    ///
    /// Whoever presses Ctrl-C waits for it once; after the second time, or ten seconds, the run ends without it.
    #[must_use]
    pub fn action(mut self, step: impl Into<String>, action: impl Fn(&Runner) -> Result<(), StepError> + Send + Sync + 'static) -> Self {
        self.actions.insert(step.into(), Arc::new(action));
        self
    }

    /// The project.
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// The runner.
    pub fn runner(&self) -> &Runner {
        &self.runner
    }

    /// Who is told what happens.
    pub fn reporter(&self) -> &dyn Reporter {
        &*self.reporter
    }

    /// The closure of a custom step.
    pub(crate) fn closure(&self, step: &str) -> Option<&Action> {
        self.actions.get(step)
    }

    /// How registries are reached where no plan says so; the first word counts. Without one, what the project says.
    pub fn reach(&self, registries: &Registries) {
        self.reached.suggest(registries);
    }

    /// Holds a builder until the world is gone.
    pub(crate) fn hold(&self, builder: BuilderLock) {
        self.builders.lock().unwrap_or_else(PoisonError::into_inner).push(builder);
    }

    /// The registry client, made when it is first needed: it reads Docker's credentials.
    pub(crate) fn client(&self) -> Result<&Client, StepError> {
        self.reached.client(&self.project, &self.runner)
    }

    /// Where the builder looks for an image, in this order: at the mirrors of its registry, then there.
    pub(crate) fn mirrored(&self, image: &ImageRef) -> Vec<ImageRef> {
        let mirrors = self.reached.mirrors(&self.project, image.repository().registry());
        mirrors.iter().filter_map(|mirror| registry::at_mirror(image, mirror)).chain([image.clone()]).collect()
    }

    /// One run at a time in a project: they share its state folder. Held until the world is gone; asking again is free.
    ///
    /// Whoever plans and then executes takes it before observing, or what was observed is stale once the lock is had.
    pub fn lock(&self) -> Result<(), StepError> {
        self.lock.get_or_try_init(|| project_lock::take(&self.project, &self.runner, &*self.reporter)).map(drop)
    }
}

#[cfg(test)]
mod tests;
