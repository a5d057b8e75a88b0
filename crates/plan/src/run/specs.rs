//! Steps before they are added to a plan: what goes in is typed, what comes out is a typed handle.

use crate::{
    Binary, Builder, Built, Bundle, Condition, Custom, Handle, ImageId, Neutral, PerPlatform, Plan, PlanError, StepId, Work,
    bake::Build,
    builder::EnsureBuilder,
    cli::BuildCli,
    handle::{Artifact, Named},
    publish::{Index, Prove, Release},
    step::Step,
    ui::BuildUi,
};
use archwright_model::project::Need;

/// A step that can be added to a plan.
pub trait StepSpec {
    /// What it makes.
    type Makes;
    /// Adds it.
    fn add_to(self, plan: &mut Plan) -> Result<Handle<Self::Makes>, PlanError>;
}

/// *Ensure builder*, not yet in a plan.
#[derive(Debug, Clone)]
pub struct BuilderStep(pub(crate) EnsureBuilder);

/// *Build UI*, not yet in a plan.
#[derive(Debug, Clone)]
pub struct UiStep(pub(crate) BuildUi);

/// *Cross-build CLI*, not yet in a plan.
#[derive(Debug, Clone)]
pub struct CliStep(pub(crate) BuildCli);

/// *Build* of one image or variant for its platforms, not yet in a plan.
#[derive(Debug, Clone)]
pub struct ImageStep {
    pub(crate) build: Build,
    pub(crate) release: Release,
    /// Whether it is published; otherwise it is built for those that need it.
    pub(crate) selected: bool,
    pub(crate) needs: Vec<Need>,
    pub(crate) given: Vec<Need>,
    pub(crate) after: Vec<StepId>,
    pub(crate) own_call: bool,
    /// The call of an image that this one needs: both are targets of one bake file.
    pub(crate) joins: Option<StepId>,
    pub(crate) has_builder: bool,
}

/// A whole selection, ready to be proven.
#[derive(Debug)]
pub struct Selected {
    pub(crate) proofs: Vec<(Index, Prove)>,
    pub(crate) images: Vec<ImageId>,
}

impl StepSpec for BuilderStep {
    type Makes = Builder;

    fn add_to(self, plan: &mut Plan) -> Result<Handle<Builder>, PlanError> {
        let id = StepId::new("builder");
        plan.push(Step { id: id.clone(), after: Vec::new(), work: Work::EnsureBuilder(self.0) })?;
        Ok(Handle::new(vec![id], Named::Nothing))
    }
}

impl StepSpec for UiStep {
    type Makes = Neutral<Bundle>;

    fn add_to(self, plan: &mut Plan) -> Result<Handle<Neutral<Bundle>>, PlanError> {
        let need = Need::Ui(self.0.key.clone());
        let id = StepId::new(need.to_string());
        plan.push(Step { id: id.clone(), after: Vec::new(), work: Work::BuildUi(self.0) })?;
        Ok(Handle::new(vec![id], Named::Need(need)))
    }
}

impl StepSpec for CliStep {
    type Makes = PerPlatform<Binary>;

    fn add_to(self, plan: &mut Plan) -> Result<Handle<PerPlatform<Binary>>, PlanError> {
        let need = Need::Cli(self.0.key.clone());
        let id = StepId::new(need.to_string());
        for build in self.0.builds.iter().filter(|build| build.tool.is_none()) {
            plan.conditions.push(Condition {
                fact: format!("{need} for {}", build.platform),
                why: build.reason.clone(),
                then: "nothing on this machine builds it".into(),
                fix: build.fix.clone(),
            });
        }
        plan.push(Step { id: id.clone(), after: Vec::new(), work: Work::BuildCli(self.0) })?;
        Ok(Handle::new(vec![id], Named::Need(need)))
    }
}

impl StepSpec for Custom {
    type Makes = ();

    fn add_to(self, plan: &mut Plan) -> Result<Handle<()>, PlanError> {
        let id = plan.custom(self)?;
        Ok(Handle::new(vec![id], Named::Nothing))
    }
}

impl ImageStep {
    /// With an artifact, or another image, as a named context.
    #[must_use]
    pub fn with<A>(mut self, artifact: &Handle<A>) -> Self
    where
        Handle<A>: Artifact,
    {
        if let Some(need) = artifact.need() {
            crate::image::give(&mut self.build, &need);
            if matches!(need, Need::Image(_)) {
                self.joins = artifact.ends().first().cloned();
            }
            self.given.push(need);
        }
        self.wait_for(artifact.ends());
        self
    }

    /// On that builder.
    #[must_use]
    pub fn on(mut self, builder: &Handle<Builder>) -> Self {
        self.has_builder = true;
        self.wait_for(builder.ends());
        self
    }

    /// Once a step of the user's own is done; the image then has a call of BuildKit of its own.
    #[must_use]
    pub fn after(mut self, custom: &Handle<()>) -> Self {
        self.own_call = true;
        self.wait_for(custom.ends());
        self
    }

    fn wait_for(&mut self, steps: &[StepId]) {
        for step in steps {
            if !self.after.contains(step) {
                self.after.push(step.clone());
            }
        }
    }
}

impl StepSpec for ImageStep {
    type Makes = Built;

    fn add_to(mut self, plan: &mut Plan) -> Result<Handle<Built>, PlanError> {
        let id = self.release.image.clone();
        if !self.has_builder {
            return Err(PlanError::configuration(format!("image `{id}` has no builder")).hint("give it one with `.on(&builder)`"));
        }
        if let Some(need) = self.needs.iter().find(|need| !self.given.contains(need)) {
            return Err(PlanError::configuration(format!("image `{id}` needs `{need}`, and this plan does not give it"))
                .hint("add the step and hand its handle over with `.with(&handle)`"));
        }
        // Another image of the same call is a target of the same file; it is no step to wait for.
        let call = match self.joins {
            Some(call) => call,
            None if self.own_call || plan.keep_going => StepId::of("build", &id),
            None => StepId::new("build"),
        };
        self.after.retain(|step| *step != call);
        let step = plan.build(call, self.build, self.selected.then_some(self.release), self.after)?;
        Ok(Handle::new(vec![step], Named::Image(id)))
    }
}
