//! The usual plan: everything that the selected images need, then the images, the proof, and where they go.

use crate::{Binary, Builder, Built, Bundle, Handle, ImageId, Neutral, Output, PerPlatform, Plan, PlanError, Run, selection};
use archwright_model::{Platforms, project::Need};
use std::collections::BTreeMap;

/// The plan that a configuration gives without any code.
pub fn compose(plan: &mut Plan, run: &Run<'_>) -> Result<(), PlanError> {
    let mut made = Made::default();
    for id in run.images_and_needed()? {
        made.image(plan, run, &id)?;
    }
    if run.output() == Output::Nothing {
        return Ok(());
    }
    let proven = plan.prove(run.selected(made.images.into_values())?)?;
    plan.publish(proven)
}

/// What the plan makes so far; each artifact once.
#[derive(Default)]
struct Made {
    builder: Option<Handle<Builder>>,
    uis: BTreeMap<String, Handle<Neutral<Bundle>>>,
    clis: BTreeMap<String, Handle<PerPlatform<Binary>>>,
    images: BTreeMap<ImageId, Handle<Built>>,
}

impl Made {
    fn image(&mut self, plan: &mut Plan, run: &Run<'_>, id: &ImageId) -> Result<(), PlanError> {
        let mut step = run.image(&id.to_string())?;
        for need in &run.model_image(id)?.needs {
            step = match need {
                Need::Ui(key) => step.with(self.ui(plan, run, key.as_str())?),
                Need::Cli(key) => step.with(self.cli(plan, run, key.as_str())?),
                Need::Image(_) | Need::Variant(..) => {
                    let other = selection::meant(run.project(), need);
                    let built = other
                        .and_then(|other| self.images.get(&other))
                        .ok_or_else(|| PlanError::configuration(format!("image `{id}` needs `{need}`, which needs it")))?;
                    step.with(built)
                }
            };
        }
        if self.builder.is_none() {
            self.builder = Some(plan.add(run.builder()?)?);
        }
        if let Some(builder) = &self.builder {
            step = step.on(builder);
        }
        let built = plan.add(step)?;
        self.images.insert(id.clone(), built);
        Ok(())
    }

    fn ui(&mut self, plan: &mut Plan, run: &Run<'_>, key: &str) -> Result<&Handle<Neutral<Bundle>>, PlanError> {
        if !self.uis.contains_key(key) {
            let handle = plan.add(run.ui(key)?)?;
            self.uis.insert(key.into(), handle);
        }
        Ok(&self.uis[key])
    }

    fn cli(&mut self, plan: &mut Plan, run: &Run<'_>, key: &str) -> Result<&Handle<PerPlatform<Binary>>, PlanError> {
        if !self.clis.contains_key(key) {
            let handle = plan.add(run.cli(key)?)?;
            self.clis.insert(key.into(), handle);
        }
        Ok(&self.clis[key])
    }
}

/// The plan of `ui-build`: these UIs, or all, and nothing else.
pub fn uis(plan: &mut Plan, run: &Run<'_>, keys: &[String]) -> Result<(), PlanError> {
    let all: Vec<_> = run.project().uis.iter().map(|ui| ui.key.to_string()).collect();
    for key in if keys.is_empty() { &all } else { keys } {
        plan.add(run.ui(key)?)?;
    }
    Ok(())
}

/// The plan of `cli-build`: these command lines, or all, for the platforms asked for.
pub fn clis(plan: &mut Plan, run: &Run<'_>, keys: &[String], platforms: &Platforms) -> Result<(), PlanError> {
    let all: Vec<_> = run.project().clis.iter().map(|cli| cli.key.to_string()).collect();
    for key in if keys.is_empty() { &all } else { keys } {
        plan.add(run.cli_for_people(key, platforms)?)?;
    }
    Ok(())
}
