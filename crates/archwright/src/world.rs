//! What a plan is executed with: the runner, the registries, who is told, and the closures of custom steps.

use crate::{StepError, progress::Reporter, registry, runner::Runner};
use archwright_model::Project;
use archwright_oci::registry::{Client, RegistryError};
use once_cell::sync::OnceCell;
use std::{collections::BTreeMap, sync::Arc};

/// A closure behind a custom step.
pub type Action = Arc<dyn Fn(&Runner) -> Result<(), StepError> + Send + Sync>;

/// Everything outside the plan that executing it needs.
pub struct World {
    project: Project,
    runner: Runner,
    reporter: Arc<dyn Reporter>,
    actions: BTreeMap<String, Action>,
    client: OnceCell<Client>,
}

impl World {
    /// A world around a project.
    pub fn new(project: Project, runner: Runner, reporter: Arc<dyn Reporter>) -> Self {
        Self { project, runner, reporter, actions: BTreeMap::new(), client: OnceCell::new() }
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

    /// The registry client, made when it is first needed: it reads Docker's credentials.
    pub(crate) fn client(&self) -> Result<&Client, StepError> {
        self.client.get_or_try_init(|| registry::client(&self.project, &self.runner))
    }
}

/// A registry's refusal as a step's failure.
pub(crate) fn registry_failure(error: &RegistryError) -> StepError {
    registry::failure(error)
}
