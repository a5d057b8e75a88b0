//! How registries are reached, for who has no plan.

use super::{authorities, docker};
use crate::runner::Runner;
use archwright_model::{Project, Registry};
use archwright_plan::registries::Registries;
use std::collections::BTreeSet;

/// What the project and Docker say of the registries that are asked.
pub(crate) fn observe<'a>(runner: &Runner, project: &Project, targets: impl IntoIterator<Item = &'a Registry>) -> Registries {
    let targets: BTreeSet<_> = targets.into_iter().collect();
    // Of a registry with a table of its own nothing is inherited, and loopback has rules of its own: Docker need not be asked.
    if targets.iter().all(|target| project.registries.contains_key(target) || target.is_loopback()) {
        return Registries::of_project(project, targets);
    }
    let authorities = authorities::of_docker(&authorities::folders(runner.environment()));
    Registries::new(project, &docker::observe(runner), &authorities, targets)
}
