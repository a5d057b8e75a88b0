//! Steps before they are added to a plan: what goes in is typed, what comes out is a typed handle.

use crate::{
    Binary, Builder, Bundle, Condition, Custom, Handle, ImageId, Neutral, PerPlatform, Plan, PlanError, StepId, Work,
    builder::EnsureBuilder,
    cli::{BuildCli, MadeFor},
    handle::{Made, RunMark, What},
    publish::{Index, Prove},
    step::Step,
    test::Test,
    ui::BuildUi,
};

/// A step that can be added to a plan.
pub trait StepSpec {
    /// What it makes.
    type Makes;
    /// Adds it.
    fn add_to(self, plan: &mut Plan) -> Result<Handle<Self::Makes>, PlanError>;
}

/// *Ensure builder*, not yet in a plan.
#[derive(Debug, Clone)]
pub struct BuilderStep {
    pub(crate) work: EnsureBuilder,
    pub(crate) run: RunMark,
}

/// *Build UI*, not yet in a plan.
#[derive(Debug, Clone)]
pub struct UiStep {
    pub(crate) work: BuildUi,
    pub(crate) run: RunMark,
}

/// *Cross-build CLI*, not yet in a plan.
#[derive(Debug, Clone)]
pub struct CliStep {
    pub(crate) work: BuildCli,
    pub(crate) run: RunMark,
}

/// A whole selection, ready to be proven.
#[derive(Debug)]
pub struct Selected {
    pub(crate) run: RunMark,
    pub(crate) proofs: Vec<(Index, Prove)>,
    pub(crate) tests: Vec<Test>,
    pub(crate) images: Vec<ImageId>,
    pub(crate) built: Vec<Made>,
}

impl StepSpec for BuilderStep {
    type Makes = Builder;

    fn add_to(self, plan: &mut Plan) -> Result<Handle<Builder>, PlanError> {
        let id = StepId::new("builder");
        plan.takes(self.run, id.as_str())?;
        plan.push(Step { id: id.clone(), after: Vec::new(), work: Work::EnsureBuilder(self.work) })?;
        Ok(Handle::new(plan.mark(), vec![id], What::Builder))
    }
}

impl StepSpec for UiStep {
    type Makes = Neutral<Bundle>;

    fn add_to(self, plan: &mut Plan) -> Result<Handle<Neutral<Bundle>>, PlanError> {
        let what = What::Ui(self.work.key.clone());
        let id = StepId::new(format!("ui.{}", self.work.key));
        plan.takes(self.run, id.as_str())?;
        plan.push(Step { id: id.clone(), after: Vec::new(), work: Work::BuildUi(self.work) })?;
        Ok(Handle::new(plan.mark(), vec![id], what))
    }
}

impl StepSpec for CliStep {
    type Makes = PerPlatform<Binary>;

    fn add_to(self, plan: &mut Plan) -> Result<Handle<PerPlatform<Binary>>, PlanError> {
        let for_images = self.work.builds.iter().filter(|build| build.made_for == MadeFor::Images);
        let what = What::Cli(self.work.key.clone(), for_images.map(|build| build.platform).collect());
        let id = StepId::new(format!("cli.{}", self.work.key));
        plan.takes(self.run, id.as_str())?;
        let lacking = self.work.builds.iter().filter(|build| build.tool.is_none()).map(|build| Condition {
            fact: format!("{id} for {}", build.platform),
            why: build.reason.clone(),
            then: "nothing on this machine builds it".into(),
            fix: build.fix.clone(),
        });
        let lacking: Vec<_> = lacking.collect();
        plan.push(Step { id: id.clone(), after: Vec::new(), work: Work::BuildCli(self.work) })?;
        for condition in lacking {
            plan.hangs_on(condition);
        }
        Ok(Handle::new(plan.mark(), vec![id], what))
    }
}

impl StepSpec for Custom {
    type Makes = ();

    fn add_to(self, plan: &mut Plan) -> Result<Handle<()>, PlanError> {
        let id = plan.custom(self)?;
        Ok(Handle::new(plan.mark(), vec![id], What::Custom))
    }
}
