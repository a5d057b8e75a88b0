//! Registries as one plan reaches them, and the client that does.

use crate::{StepError, registry, runner::Runner};
use archwright_model::{Project, Registry};
use archwright_oci::registry::Client;
use archwright_plan::registries::Registries;
use once_cell::sync::OnceCell;
use std::sync::Arc;

/// The registries of one plan, and their client once it is needed.
#[derive(Default)]
pub(super) struct Reached {
    registries: OnceCell<Registries>,
    client: OnceCell<Arc<Client>>,
}

impl Reached {
    /// Those of a plan.
    pub(super) fn by(registries: &Registries) -> Self {
        Self { registries: OnceCell::with_value(registries.clone()), client: OnceCell::new() }
    }

    /// Reached like this, unless somebody said before how.
    pub(super) fn suggest(&self, registries: &Registries) {
        self.registries.get_or_init(|| registries.clone());
    }

    /// The mirrors of a registry, in the order in which they are asked.
    pub(super) fn mirrors(&self, project: &Project, registry: &Registry) -> Vec<String> {
        let registries = self.registries.get_or_init(|| Registries::of_project(project, None));
        registries.iter().find(|(known, _)| *known == registry).map(|(_, reach)| reach.mirrors.clone()).unwrap_or_default()
    }

    /// The client, made when it is first needed: it reads Docker's credentials.
    pub(super) fn client(&self, project: &Project, runner: &Runner) -> Result<&Client, StepError> {
        let client = self.client.get_or_try_init(|| {
            let registries = self.registries.get_or_init(|| Registries::of_project(project, None));
            let client = Arc::new(registry::client(registries, runner)?);
            let on_interrupt = Arc::downgrade(&client);
            runner.interrupt().also(move || {
                if let Some(client) = on_interrupt.upgrade() {
                    client.cancel();
                }
            });
            Ok::<_, StepError>(client)
        })?;
        Ok(client)
    }
}
