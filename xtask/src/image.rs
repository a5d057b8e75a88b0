//! This repository's image, composed in Rust from the same typed steps that `archwright.toml` gives.

use archwright::{Plan, PlanError, Run, compose as usual};

/// The plan of the `docker-build` verbs: ours in this repository, the usual one in a project below it.
pub fn compose(plan: &mut Plan, run: &Run<'_>) -> Result<(), PlanError> {
    if run.project().image("archwright").is_none() {
        return usual(plan, run);
    }
    let cli = plan.add(run.cli("archwright")?)?;
    let builder = plan.add(run.builder()?)?;
    let image = plan.add(run.image("archwright")?.with(&cli).on(&builder))?;
    if run.output() == archwright::plan::request::Output::Nothing {
        return Ok(());
    }
    let proven = plan.prove(run.selected([image])?)?;
    plan.publish(proven)
}
