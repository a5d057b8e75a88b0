//! *Build* of one image or variant, before it is added to a plan.

use super::{
    specs::StepSpec,
    wanted::{self, Wanted},
};
use crate::{
    Builder, Built, Handle, Plan, PlanError, StepId,
    bake::Build,
    bases::Bases,
    contexts::Taken,
    handle::{Artifact, Made, RunMark, What},
    publish::Release,
};

/// *Build* of one image or variant for its platforms, not yet in a plan.
#[derive(Debug, Clone)]
pub struct ImageStep {
    pub(crate) run: RunMark,
    pub(crate) build: Build,
    pub(crate) release: Release,
    /// Whether it is published; otherwise it is built for those that need it.
    pub(crate) selected: bool,
    pub(crate) needs: Vec<Wanted>,
    /// What its Dockerfile takes from elsewhere.
    pub(crate) taken: Taken,
    /// What its Dockerfile stands on.
    pub(crate) bases: Bases,
    /// Everything handed over, in order.
    pub(crate) waits: Vec<Made>,
    /// What whoever asked for it may not expect.
    pub(crate) notes: Vec<String>,
}

impl ImageStep {
    /// With an artifact, or another image, as a named context.
    #[must_use]
    pub fn with<A>(self, artifact: &Handle<A>) -> Self
    where
        Handle<A>: Artifact,
    {
        self.wait_for(artifact.made())
    }

    /// On that builder.
    #[must_use]
    pub fn on(self, builder: &Handle<Builder>) -> Self {
        self.wait_for(builder.made())
    }

    /// Once a step of the user's own is done; the image then has a call of BuildKit of its own.
    #[must_use]
    pub fn after(self, custom: &Handle<()>) -> Self {
        self.wait_for(custom.made())
    }

    fn wait_for(mut self, made: &Made) -> Self {
        self.waits.push(made.clone());
        self
    }

    /// The step that builds it. Another image of the same call is a target of the same file; it is no step to wait for.
    fn call(&self, plan: &Plan) -> Result<StepId, PlanError> {
        let images: Vec<_> = self.waits.iter().filter(|made| matches!(made.what, What::Image(..))).flat_map(|made| &made.ends).collect();
        let own_call = self.waits.iter().any(|made| made.what == What::Custom);
        match images.split_first() {
            Some((call, others)) => match others.iter().find(|other| *other != call) {
                Some(other) => Err(PlanError::configuration(format!(
                    "image `{}` needs images of two calls of BuildKit, `{call}` and `{other}`",
                    self.release.image
                ))
                .hint("a step of your own, put before one of them, gives it a call of its own: put it before both, or behind both")),
                None => Ok((*call).clone()),
            },
            None if own_call || plan.keep_going => Ok(StepId::of("build", &self.release.image)),
            None => Ok(StepId::new("build")),
        }
    }

    /// What it is given must be there for each of its platforms, and be all that it needs.
    fn check(&self) -> Result<(), PlanError> {
        let id = &self.release.image;
        if !self.waits.iter().any(|made| made.what == What::Builder) {
            return Err(PlanError::configuration(format!("image `{id}` has no builder")).hint("give it one with `.on(&builder)`"));
        }
        let given: Vec<_> = self.waits.iter().flat_map(|made| wanted::contexts(&self.needs, &made.what)).collect();
        if let Some(Wanted { need, .. }) = self.needs.iter().find(|wanted| !given.contains(&wanted.need.to_string())) {
            return Err(PlanError::configuration(format!("image `{id}` needs `{need}`, and this plan does not give it"))
                .hint("add the step and hand its handle over with `.with(&handle)`"));
        }
        for what in self.waits.iter().map(|made| &made.what) {
            let (Some(name), Some(platforms)) = (what.context(), what.platforms()) else { continue };
            let lacking = self.release.platforms.missing_from(platforms);
            if !lacking.is_empty() {
                return Err(PlanError::configuration(format!("image `{id}` is built for {lacking}, and `{name}`, given to it, is not"))
                    .hint(format!("make `{name}` for {lacking} as well, or build `{id}` without")));
            }
        }
        Ok(())
    }
}

impl StepSpec for ImageStep {
    type Makes = Built;

    fn add_to(mut self, plan: &mut Plan) -> Result<Handle<Built>, PlanError> {
        plan.takes(self.run, &format!("image.{}", self.release.image))?;
        self.check()?;
        let call = self.call(plan)?;
        let mut after: Vec<StepId> = Vec::new();
        for made in &self.waits {
            for step in plan.accept(made)? {
                if *step != call && !after.contains(step) {
                    after.push(step.clone());
                }
            }
            for name in wanted::contexts(&self.needs, &made.what) {
                crate::image::give(&mut self.build, &name, &made.what);
            }
        }
        after.extend(plan.bases(self.bases)?);
        self.build.targets.iter().try_for_each(|target| self.taken.check(target))?;
        for note in self.notes {
            plan.note(note);
        }
        let what = What::Image(self.release.image.clone(), self.release.platforms.clone());
        let step = plan.build(call, self.build, self.selected.then_some(self.release), after)?;
        Ok(Handle::new(plan.mark(), vec![step], what))
    }
}
