//! What a plan is executed with: the runner, the registries, who is told, and the closures of custom steps.

use crate::{
    StepError,
    builder_lock::BuilderLock,
    files,
    progress::{Event, Masked, Reporter},
    registry,
    runner::Runner,
};
use archwright_model::{Command, ExitKind, Project};
use archwright_oci::registry::{Client, RegistryError};
use archwright_plan::{StepId, registries::Registries};
use once_cell::sync::OnceCell;
use std::{
    collections::BTreeMap,
    fs::{File, TryLockError},
    io,
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

/// A closure behind a custom step.
pub type Action = Arc<dyn Fn(&Runner) -> Result<(), StepError> + Send + Sync>;

/// Everything outside the plan that executing it needs.
pub struct World {
    project: Project,
    runner: Runner,
    reporter: Arc<dyn Reporter>,
    program: String,
    actions: BTreeMap<String, Action>,
    registries: OnceCell<Registries>,
    client: OnceCell<Arc<Client>>,
    lock: OnceCell<File>,
    builders: Mutex<Vec<BuilderLock>>,
}

impl World {
    /// A world around a project.
    pub fn new(project: Project, runner: Runner, reporter: Arc<dyn Reporter>) -> Self {
        let reporter = Arc::new(Masked { inner: reporter, secrets: runner.secrets().clone() });
        Self {
            project,
            runner,
            reporter,
            program: "archwright".into(),
            actions: BTreeMap::new(),
            registries: OnceCell::new(),
            client: OnceCell::new(),
            lock: OnceCell::new(),
            builders: Mutex::default(),
        }
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

    /// How registries are reached; the first word counts. Without one, what the project says.
    pub fn reach(&self, registries: &Registries) {
        self.registries.get_or_init(|| registries.clone());
    }

    /// Holds a builder until the world is gone.
    pub(crate) fn hold(&self, builder: BuilderLock) {
        self.builders.lock().unwrap_or_else(PoisonError::into_inner).push(builder);
    }

    /// The registry client, made when it is first needed: it reads Docker's credentials.
    pub(crate) fn client(&self) -> Result<&Client, StepError> {
        let client = self.client.get_or_try_init(|| {
            let registries = self.registries.get_or_init(|| Registries::of_project(&self.project, None));
            let client = Arc::new(registry::client(registries, &self.runner)?);
            let on_interrupt = Arc::clone(&client);
            self.runner.interrupt().also(move || on_interrupt.cancel());
            Ok::<_, StepError>(client)
        })?;
        Ok(client)
    }

    /// One run at a time in a project: they share its state folder. Held until the world is gone; asking again is free.
    ///
    /// Whoever plans and then executes takes it before observing, or what was observed is stale once the lock is had.
    pub fn lock(&self) -> Result<(), StepError> {
        self.lock.get_or_try_init(|| self.take_lock()).map(drop)
    }

    fn take_lock(&self) -> Result<File, StepError> {
        let dir = self.project.state_dir();
        let failed = |error: io::Error| StepError::new(ExitKind::Machine, format!("cannot write to {dir}: {error}"));
        files::write(&dir.join(".gitignore"), b"*\n").map_err(failed)?;
        let file = File::create(dir.join("lock")).map_err(failed)?;
        let mut told = false;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::Error(error)) => return Err(failed(error)),
                Err(TryLockError::WouldBlock) if self.runner.interrupt().is_raised() => {
                    return Err(StepError::new(ExitKind::Interrupted, "interrupted"));
                }
                Err(TryLockError::WouldBlock) => {
                    if !told {
                        self.reporter.event(&Event::Line { step: &StepId::new("lock"), text: "waiting for another run in this project" });
                        told = true;
                    }
                    thread::sleep(Duration::from_millis(100));
                }
            }
        }
    }
}

/// A registry's refusal as a step's failure.
pub(crate) fn registry_failure(error: &RegistryError) -> StepError {
    registry::failure(error)
}
