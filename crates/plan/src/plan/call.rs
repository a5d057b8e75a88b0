//! Calls of BuildKit, and the preflight that a plan which pushes begins with.

use super::Plan;
use crate::{
    ImageId, Output, PlanError, StepId, Work,
    bake::Build,
    bases::Bases,
    publish::{JOURNAL, Preflight, Release},
    step::Step,
};

impl Plan {
    /// Adds targets to the call of BuildKit that they belong to, and says which step that is.
    pub(crate) fn build(&mut self, id: StepId, build: Build, release: Option<Release>, after: Vec<StepId>) -> Result<StepId, PlanError> {
        if let Some(twice) = build.targets.first().filter(|target| self.build_of(&target.image).is_ok()) {
            return Err(PlanError::configuration(format!("image `{}` is added twice", twice.image))
                .hint("add it once, and use the handle that it gives wherever it is needed"));
        }
        if let (Output::Push, Some(release)) = (&self.output, &release) {
            self.preflight(release.clone())?;
        }
        self.releases.extend(release);
        if let Some(waited) = after.iter().find(|step| self.reaches(step, &id)) {
            return Err(PlanError::configuration(format!("step `{id}` would wait for `{waited}`, which waits for it"))
                .hint("an image that another one needs is built in the same call: put your step before both, or behind both"));
        }
        if let Some(Step { after: before, work: Work::Build(existing), .. }) = self.steps.iter_mut().find(|step| step.id == id) {
            existing.targets.extend(build.targets);
            for step in after {
                if !before.contains(&step) {
                    before.push(step);
                }
            }
            self.sort();
            return Ok(id);
        }
        let metadata_file = format!("target/archwright/bake/{}.json", id.as_str().replace(':', ".")).into();
        self.push(Step { id: id.clone(), after, work: Work::Build(Build { metadata_file, ..build }) })?;
        Ok(id)
    }

    /// Adds bases to those that are asked for, and says which step that is.
    pub(crate) fn bases(&mut self, bases: Bases) -> Result<Option<StepId>, PlanError> {
        let id = StepId::new("bases");
        if bases.images.is_empty() {
            return Ok(None);
        }
        let found = self.steps.iter_mut().find_map(|step| if let Work::Bases(found) = &mut step.work { Some(found) } else { None });
        match found {
            Some(found) => found.extend(bases),
            None => self.push(Step { id: id.clone(), after: Vec::new(), work: Work::Bases(bases) })?,
        }
        Ok(Some(id))
    }

    /// The step that builds an image.
    pub(super) fn build_of(&self, image: &ImageId) -> Result<StepId, PlanError> {
        let builds = |step: &&Step| matches!(&step.work, Work::Build(build) if build.targets.iter().any(|target| target.image == *image));
        self.steps
            .iter()
            .find(builds)
            .map(|step| step.id.clone())
            .ok_or_else(|| PlanError::configuration(format!("image `{image}` is proven and never built")))
    }

    /// The step that reads the tags, where there is one: nothing begins before it, for nothing is built if a tag may not move.
    pub(super) fn preflight_step(&self) -> Option<&StepId> {
        self.steps.iter().find(|step| matches!(step.work, Work::Preflight(_))).map(|step| &step.id)
    }

    fn preflight(&mut self, release: Release) -> Result<(), PlanError> {
        let found = self.steps.iter_mut().find_map(|step| if let Work::Preflight(found) = &mut step.work { Some(found) } else { None });
        if let Some(preflight) = found {
            preflight.releases.push(release);
            return Ok(());
        }
        let id = StepId::new("preflight");
        let (allow_shrink, allow_downgrade) = (self.allow_shrink, self.allow_downgrade);
        let work = Work::Preflight(Preflight { releases: vec![release], allow_shrink, allow_downgrade, journal: JOURNAL.into() });
        self.push(Step { id: id.clone(), after: Vec::new(), work })?;
        for step in self.steps.iter_mut().filter(|step| step.id != id && step.after.is_empty()) {
            step.after.push(id.clone());
        }
        self.sort();
        Ok(())
    }
}
