//! The command line: a project's `cargo xtask` is `archwright::cli::main()`.

mod args;
mod audit;
mod audit_dir;
mod build;
mod builder;
mod chore;
mod environment;
mod explain;
mod fault;
mod generate;
mod host_steps;
mod init;
mod lint;
mod misuse;
mod out;
mod overrides;
mod plan;
mod project;
mod promote;
mod publish;
mod report;
mod request;
mod session;
mod verbs;
mod verify;

pub use fault::Fault;

use crate::{
    StepError,
    observe::Environment,
    runner::{Interrupt, Runner, Secrets},
};
use archwright_model::ExitKind;
use archwright_plan::{Plan, PlanError, Run};
use chore::{Chore, Chores};
use out::Out;
use session::Session;
use std::{
    collections::BTreeMap,
    env,
    ffi::OsString,
    panic::{self, AssertUnwindSafe},
    process::ExitCode,
    sync::Arc,
};

/// What makes a plan out of a run.
pub type Compose = dyn Fn(&mut Plan, &Run<'_>) -> Result<(), PlanError> + Send + Sync;

/// A command line over a project: the plan it composes, and the closures of its custom steps.
#[derive(Clone)]
pub struct App {
    compose: Arc<Compose>,
    actions: BTreeMap<String, crate::world::Action>,
    chores: Chores,
}

impl Default for App {
    fn default() -> Self {
        Self { compose: Arc::new(archwright_plan::compose), actions: BTreeMap::new(), chores: Chores::new() }
    }
}

impl App {
    /// With a plan of the user's own for the `docker-build` verbs.
    #[must_use]
    pub fn compose(mut self, compose: impl Fn(&mut Plan, &Run<'_>) -> Result<(), PlanError> + Send + Sync + 'static) -> Self {
        self.compose = Arc::new(compose);
        self
    }

    /// With the closure of a custom step.
    #[must_use]
    pub fn action(mut self, step: impl Into<String>, action: impl Fn(&Runner) -> Result<(), StepError> + Send + Sync + 'static) -> Self {
        self.actions.insert(step.into(), Arc::new(action));
        self
    }

    /// With a verb of the user's own; it gets the arguments behind its name. One that is called like a verb of archwright or of the
    /// project is refused when the program runs.
    #[must_use]
    pub fn chore(
        mut self,
        name: impl Into<String>,
        about: impl Into<String>,
        run: impl Fn(&[OsString]) -> ExitCode + Send + Sync + 'static,
    ) -> Self {
        self.chores.insert(name.into(), Chore { about: about.into(), run: Arc::new(run) });
        self
    }

    /// What people type to get here: `cargo xtask`, or the program's own name.
    #[expect(clippy::unused_self, reason = "it is the app's name, wherever it comes from")]
    fn name(&self) -> String {
        let program = env::args_os().next().map(std::path::PathBuf::from);
        let name = program.as_deref().and_then(|path| path.file_name()?.to_str()).unwrap_or("archwright").to_owned();
        if name == "xtask" { "cargo xtask".into() } else { name }
    }

    /// Runs this process's command line to its exit code.
    pub fn main(&self) -> ExitCode {
        self.run(env::args_os())
    }

    /// Runs a command line, program name first, to its exit code.
    pub fn run(&self, args: impl IntoIterator<Item = OsString>) -> ExitCode {
        let args: Vec<_> = args.into_iter().collect();
        let environment = Environment::of_process();
        let out = Out::new(Secrets::of(&environment));
        let ended = panic::catch_unwind(AssertUnwindSafe(|| match chore::run(&self.chores, &args) {
            Some(ended) => ended,
            None => self.try_run(&args, environment, &out).map(|code| ExitCode::from(out.close(code))),
        }));
        match ended {
            Ok(Ok(code)) => code,
            Ok(Err(fault)) => ExitCode::from(out.fault(&fault)),
            // The panic itself is on stderr already.
            Err(_) => ExitCode::from(ExitKind::Bug.code()),
        }
    }

    fn try_run(&self, args: &[OsString], environment: Environment, out: &Out) -> Result<u8, Fault> {
        let interrupt =
            Interrupt::listen().map_err(|error| Fault::new(ExitKind::Machine, format!("cannot listen for signals: {error}")))?;
        for warning in environment::warnings(&environment) {
            out.say(&format!("warning: {warning}"));
        }
        let session = Session::open(self, interrupt, args, environment, out.clone())?;
        if let Some(root) = session.project_elsewhere().filter(|_| verbs::needs_project(args) && !session.progress_is_json()) {
            let member = session.member().map(|member| format!(", of which {} is meant", member.folder)).unwrap_or_default();
            out.say(&format!("project: {root}{member}"));
        }
        verbs::dispatch(&session, args)
    }
}

/// The whole command line from `archwright.toml`.
pub fn main() -> ExitCode {
    App::default().main()
}

/// The command line with a plan of the user's own.
pub fn run(compose: impl Fn(&mut Plan, &Run<'_>) -> Result<(), PlanError> + Send + Sync + 'static) -> ExitCode {
    App::default().compose(compose).main()
}
