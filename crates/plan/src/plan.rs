//! The plan: a value that prints, compares and serialises.

mod call;
mod machine;
mod order;
mod send;

use crate::{
    Condition, Handle, Output, PlanError, Proven, Run, StepId, Work,
    condition::Unknown,
    facts::ImageStore,
    handle::{Made, PlanMark, RunMark, What},
    publish::Release,
    registries::Registries,
    run::{Selected, StepSpec},
    step::Step,
};
use archwright_model::{Origin, Platform};
use camino::{Utf8Path, Utf8PathBuf};
use serde::Serialize;

/// All that a run will do.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Plan {
    /// The project's folder; commands run in it.
    root: Utf8PathBuf,
    /// What this machine is: host, Docker server, builder. They can differ.
    machine: Vec<String>,
    /// Values and where each came from.
    decisions: Vec<Decision>,
    /// Registries that are reached in a way of their own, by the builder and by us.
    registries: Registries,
    /// What is not known or not there, and what hangs on it.
    conditions: Vec<Condition>,
    /// What whoever asked may not expect.
    notes: Vec<String>,
    /// The steps, each after those it waits for.
    steps: Vec<Step>,
    #[serde(skip)]
    mark: PlanMark,
    #[serde(skip)]
    run: RunMark,
    /// What is not known, by the steps that hang on it; a plan without them has none of these conditions.
    #[serde(skip)]
    unknown: Unknown,
    #[serde(skip)]
    pub(crate) output: Output,
    #[serde(skip)]
    pub(crate) image_store: Option<ImageStore>,
    #[serde(skip)]
    pub(crate) server_platform: Option<Platform>,
    #[serde(skip)]
    pub(crate) keep_going: bool,
    #[serde(skip)]
    pub(crate) allow_shrink: bool,
    #[serde(skip)]
    pub(crate) allow_downgrade: bool,
    #[serde(skip)]
    pub(crate) releases: Vec<Release>,
    /// What sends the images where the request says, once that is planned: steps of the user's own that are added later wait for it.
    #[serde(skip)]
    sent: Vec<StepId>,
}

/// A value of the plan and where it was set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Decision {
    /// What it is: `platforms`, `image.noetl.tags`.
    pub key: String,
    /// Its value.
    pub value: String,
    /// Where it was set.
    pub origin: Origin,
}

impl Plan {
    /// A plan without steps.
    pub fn new(run: &Run<'_>) -> Self {
        let server = run.facts().docker.known().and_then(|docker| docker.server.known());
        Self {
            root: run.project().root.clone(),
            machine: machine::lines(run),
            decisions: run.decisions(),
            registries: run.registries(),
            conditions: Vec::new(),
            notes: Vec::new(),
            steps: Vec::new(),
            mark: PlanMark::default(),
            run: run.mark(),
            unknown: Unknown::of(run),
            output: run.output(),
            image_store: server.map(|server| server.image_store),
            server_platform: server.map(|server| server.platform),
            keep_going: run.request().keep_going,
            allow_shrink: run.request().allow_shrink,
            allow_downgrade: run.request().allow_downgrade,
            releases: Vec::new(),
            sent: Vec::new(),
        }
    }

    /// The project's folder; commands run in it.
    pub fn root(&self) -> &Utf8Path {
        &self.root
    }

    /// What this machine is: host, Docker server, builder. They can differ.
    pub fn machine(&self) -> &[String] {
        &self.machine
    }

    /// Values and where each came from.
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// Registries that are reached in a way of their own, by the builder and by us.
    pub fn registries(&self) -> &Registries {
        &self.registries
    }

    /// What is not known or not there, and what hangs on it.
    pub fn conditions(&self) -> &[Condition] {
        &self.conditions
    }

    /// What whoever asked may not expect: variants that are left out, a tag that says `-dirty`.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The steps, each after those it waits for.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The step of that name.
    pub fn step(&self, id: &StepId) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == *id)
    }

    /// Adds a step; its handle is what it makes.
    pub fn add<S: StepSpec>(&mut self, spec: S) -> Result<Handle<S::Makes>, PlanError> {
        spec.add_to(self)
    }

    /// Adds the proof of a whole selection.
    pub fn prove(&mut self, selected: Selected) -> Result<Handle<Proven>, PlanError> {
        self.takes(selected.run, "the selection")?;
        for made in &selected.built {
            self.accept(made)?;
        }
        let mut ends = Vec::new();
        for prove in selected.proofs {
            let (index, prove) = prove;
            let after = self.build_of(&index.image)?;
            let index_id = StepId::of("index", &index.image);
            let prove_id = StepId::of("prove", &prove.image);
            self.push(Step { id: index_id.clone(), after: vec![after], work: Work::Index(index) })?;
            self.push(Step { id: prove_id.clone(), after: vec![index_id], work: Work::Prove(prove) })?;
            ends.push(prove_id);
        }
        for test in selected.tests {
            let (id, prove) = (StepId::of("test", &test.image), StepId::of("prove", &test.image));
            self.push(Step { id: id.clone(), after: vec![prove.clone()], work: Work::Test(test) })?;
            // What waits for the test waits for the proof.
            for end in ends.iter_mut().filter(|end| **end == prove) {
                *end = id.clone();
            }
        }
        Ok(Handle::new(&self.mark, ends, What::Proven(selected.images)))
    }

    /// What handles of this plan carry.
    pub(crate) fn mark(&self) -> &PlanMark {
        &self.mark
    }

    /// Adds what whoever asked may not expect; once, however many images it is about.
    pub fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Adds something that is not there, and what hangs on it.
    pub fn hangs_on(&mut self, condition: Condition) {
        self.conditions.push(condition);
    }

    /// Refuses a step of another run: it was made for another request, another output say, and this plan's promises are not its.
    pub(crate) fn takes(&self, run: RunMark, what: &str) -> Result<(), PlanError> {
        if self.run.is(run) {
            return Ok(());
        }
        Err(PlanError::configuration(format!("`{what}` belongs to another run than this plan"))
            .hint("take it from the run that the plan was made for"))
    }

    /// The steps behind a handle, if this plan made it.
    pub(crate) fn accept<'a>(&self, made: &'a Made) -> Result<&'a [StepId], PlanError> {
        if self.mark.is(&made.plan) {
            return Ok(&made.ends);
        }
        let step = made.ends.first().map_or("a step", StepId::as_str);
        Err(PlanError::configuration(format!("`{step}` was added to another plan"))
            .hint("add the step to this plan, and use the handle that it gives"))
    }
}
