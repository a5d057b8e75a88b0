//! Which step stands behind which.

use super::Plan;
use crate::{Custom, ImageId, PlanError, StepId, Work, step::Step};
use std::collections::BTreeSet;

impl Plan {
    /// Adds a step behind those it waits for.
    pub(crate) fn push(&mut self, mut step: Step) -> Result<(), PlanError> {
        if self.step(&step.id).is_some() {
            return Err(PlanError::configuration(format!("two steps are called `{}`", step.id)));
        }
        if let Some(unknown) = step.after.iter().find(|id| self.step(id).is_none()) {
            return Err(PlanError::configuration(format!("step `{}` waits for `{unknown}`, which is not in this plan", step.id)));
        }
        if step.after.is_empty() {
            step.after.extend(self.preflight_step().cloned());
        }
        self.unknown.say(&step.work, &mut self.conditions);
        self.steps.push(step);
        Ok(())
    }

    /// Adds a step of the user's own. Once the images are sent somewhere, it runs behind that: a rollout is for what is published.
    pub(crate) fn custom(&mut self, custom: Custom) -> Result<StepId, PlanError> {
        let id = custom.id.clone();
        let mut after: Vec<StepId> = Vec::new();
        for made in &custom.after {
            let new = self.accept(made)?.iter().filter(|step| !after.contains(step));
            after.extend(new.cloned().collect::<Vec<_>>());
        }
        after.extend(self.sent.iter().cloned());
        self.push(Step { id: id.clone(), after, work: Work::Custom(custom.work) })?;
        Ok(id)
    }

    /// The user's own steps so far that those steps do not wait for already: what is sent waits for them too.
    pub(super) fn own_steps_beside(&self, after: &[StepId], which: impl Fn(&StepId) -> bool) -> Vec<StepId> {
        let mut found: Vec<StepId> = Vec::new();
        // From the end: of a chain only the last is named.
        for Step { id, .. } in self.steps.iter().rev().filter(|step| matches!(step.work, Work::Custom(_)) && which(&step.id)) {
            if !after.iter().chain(&found).any(|later| self.reaches(later, id)) {
                found.push(id.clone());
            }
        }
        found.reverse();
        found
    }

    /// Whether a step waits for an image to be built.
    pub(super) fn hangs_on_image(&self, step: &StepId, image: &ImageId) -> bool {
        self.build_of(image).is_ok_and(|build| self.reaches(step, &build))
    }

    /// Whether a step waits for another, directly or through others.
    pub(super) fn reaches(&self, from: &StepId, to: &StepId) -> bool {
        let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
        while let Some(next) = open.pop() {
            if next == to {
                return true;
            }
            if seen.insert(next) {
                open.extend(self.step(next).iter().flat_map(|step| &step.after));
            }
        }
        false
    }

    /// Puts every step behind those it waits for, otherwise in the order in which they were added.
    pub(super) fn sort(&mut self) {
        let mut waiting = std::mem::take(&mut self.steps);
        while !waiting.is_empty() {
            let placed = |id: &StepId| self.steps.iter().any(|step| step.id == *id);
            let next = waiting.iter().position(|step| step.after.iter().all(placed)).unwrap_or(0);
            self.steps.push(waiting.remove(next));
        }
    }
}
