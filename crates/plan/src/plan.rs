//! The plan: a value that prints, compares and serialises.

use crate::{
    Condition, Custom, Handle, Output, PlanError, Proven, Run, StepId, Work,
    bake::Build,
    condition::Unknown,
    facts::{ImageStore, Server},
    handle::{Made, PlanMark, What},
    image,
    publish::{Load, LoadImage, Preflight, Publish, Release, WriteLayout},
    run::{Selected, StepSpec},
    step::Step,
};
use archwright_model::Origin;
use camino::{Utf8Path, Utf8PathBuf};
use serde::Serialize;
use std::collections::BTreeMap;

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
    /// What is not known or not there, and what hangs on it.
    conditions: Vec<Condition>,
    /// The steps, each after those it waits for.
    steps: Vec<Step>,
    #[serde(skip)]
    mark: PlanMark,
    /// What is not known, by the steps that hang on it; a plan without them has none of these conditions.
    #[serde(skip)]
    unknown: Unknown,
    #[serde(skip)]
    pub(crate) output: Output,
    #[serde(skip)]
    pub(crate) image_store: Option<ImageStore>,
    #[serde(skip)]
    pub(crate) keep_going: bool,
    #[serde(skip)]
    pub(crate) allow_shrink: bool,
    #[serde(skip)]
    pub(crate) releases: Vec<Release>,
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

/// Host, Docker server and builder nodes, as far as they are known.
fn machine(run: &Run<'_>) -> Vec<String> {
    let facts = run.facts();
    let said = |about: &[&str]| {
        let origins: Vec<_> = about.iter().filter_map(|fact| facts.origins.get(*fact)).map(ToString::to_string).collect();
        if origins.is_empty() { String::new() } else { format!(" ({})", origins.join(", ")) }
    };
    let mut lines = vec![format!("host {}", facts.host)];
    if let Some(docker) = facts.docker.known() {
        if let Some(server) = docker.server.known() {
            let store = match server.image_store {
                ImageStore::Containerd => "containerd",
                ImageStore::Classic => "classic",
            };
            let (Server { version, platform, .. }, endpoint) = (server, &docker.endpoint);
            let origins = said(&["docker.endpoint", "docker"]);
            lines.push(format!("Docker server {version} {platform}, {store} image store, at {endpoint}{origins}"));
        }
        lines.extend(docker.buildx.as_ref().map(|version| format!("buildx {version}{}", said(&["docker"]))));
    }
    for node in facts.builder.known().into_iter().flatten().flat_map(|builder| &builder.nodes) {
        let platforms = if node.platforms.is_empty() { String::new() } else { format!(" for {}", node.platforms) };
        lines.push(format!("builder node {} at {}{platforms}{}", node.name, node.endpoint, said(&["builder"])));
    }
    lines
}

/// A tag can point to one image only.
fn refuse_shared_tags(releases: &[Release]) -> Result<(), PlanError> {
    let mut owners = BTreeMap::new();
    for release in releases {
        for reference in release.references() {
            if let Some(other) = owners.insert(reference.clone(), &release.image) {
                return Err(PlanError::usage(format!("`{other}` and `{}` would both be {reference}", release.image))
                    .hint("give them different names or tags, or select one of them"));
            }
        }
    }
    Ok(())
}

impl Plan {
    /// A plan without steps.
    pub fn new(run: &Run<'_>) -> Self {
        Self {
            root: run.project().root.clone(),
            machine: machine(run),
            decisions: run.decisions(),
            conditions: Vec::new(),
            steps: Vec::new(),
            mark: PlanMark::default(),
            unknown: Unknown::of(run),
            output: run.output(),
            image_store: run.facts().docker.known().and_then(|docker| docker.server.known()).map(|server| server.image_store),
            keep_going: run.request().keep_going,
            allow_shrink: run.request().allow_shrink,
            releases: Vec::new(),
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

    /// What is not known or not there, and what hangs on it.
    pub fn conditions(&self) -> &[Condition] {
        &self.conditions
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
        Ok(Handle::new(&self.mark, ends, What::Proven(selected.images)))
    }

    /// Sends what is proven where the request says: tags in the registry, the server's image store, a folder, or nowhere.
    ///
    /// Takes the proof itself, so that a selection is published once and nothing unproven can be.
    #[expect(clippy::needless_pass_by_value, reason = "taking the proof is the point: it is used up")]
    pub fn publish(&mut self, proven: Handle<Proven>) -> Result<(), PlanError> {
        let after = self.accept(proven.made())?.to_vec();
        let What::Proven(images) = &proven.made().what else {
            return Err(PlanError::configuration("the proof names no image"));
        };
        let releases: Vec<_> = self.releases.iter().filter(|release| images.contains(&release.image)).cloned().collect();
        refuse_shared_tags(&releases)?;
        match self.output.clone() {
            Output::Push => self.push(Step { id: StepId::new("publish"), after, work: Work::Publish(Publish::new(&releases)) }),
            Output::Load => self.push(Step { id: StepId::new("load"), after, work: Work::Load(self.load(&releases)) }),
            Output::Layout(dir) => self.write_layouts(dir.as_deref(), &releases, &after),
            Output::Nothing => Ok(()),
        }
    }

    /// No layout is replaced before all are proven, unless the others are wanted whatever one does.
    fn write_layouts(&mut self, dir: Option<&Utf8Path>, releases: &[Release], proofs: &[StepId]) -> Result<(), PlanError> {
        for Release { image, .. } in releases {
            let own = StepId::of("prove", image);
            let after = if self.keep_going { vec![own] } else { proofs.to_vec() };
            let dir = image::layout_dir(dir, image, releases.len());
            let work = Work::WriteLayout(WriteLayout { image: image.clone(), staged: image::staged_layout(image), dir });
            self.push(Step { id: StepId::of("layout", image), after, work })?;
        }
        Ok(())
    }

    fn load(&self, releases: &[Release]) -> Load {
        let image = |release: &Release| LoadImage {
            image: release.image.clone(),
            layout: image::staged_layout(&release.image),
            names: release.references().collect(),
        };
        Load { images: releases.iter().map(image).collect(), store: self.image_store }
    }

    /// Adds a step of the user's own.
    pub(crate) fn custom(&mut self, custom: Custom) -> Result<StepId, PlanError> {
        let id = custom.id.clone();
        let mut after = Vec::new();
        for made in &custom.after {
            after.extend_from_slice(self.accept(made)?);
        }
        self.push(Step { id: id.clone(), after, work: Work::Custom(custom.work) })?;
        Ok(id)
    }

    /// What handles of this plan carry.
    pub(crate) fn mark(&self) -> &PlanMark {
        &self.mark
    }

    /// Adds something that is not there, and what hangs on it.
    pub(crate) fn hangs_on(&mut self, condition: Condition) {
        self.conditions.push(condition);
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

    pub(crate) fn push(&mut self, step: Step) -> Result<(), PlanError> {
        if self.step(&step.id).is_some() {
            return Err(PlanError::configuration(format!("two steps are called `{}`", step.id)));
        }
        if let Some(unknown) = step.after.iter().find(|id| self.step(id).is_none()) {
            return Err(PlanError::configuration(format!("step `{}` waits for `{unknown}`, which is not in this plan", step.id)));
        }
        self.unknown.say(&step.work, &mut self.conditions);
        self.steps.push(step);
        Ok(())
    }

    /// Adds targets to the call of BuildKit that they belong to, and says which step that is.
    pub(crate) fn build(&mut self, id: StepId, build: Build, release: Option<Release>, after: Vec<StepId>) -> Result<StepId, PlanError> {
        let mut after = after;
        if let (Output::Push, Some(release)) = (&self.output, &release) {
            let preflight = self.preflight(release.clone())?;
            self.builders_wait_for(&preflight, &after);
            after.insert(0, preflight);
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

    fn preflight(&mut self, release: Release) -> Result<StepId, PlanError> {
        let id = StepId::new("preflight");
        if let Some(Step { work: Work::Preflight(preflight), .. }) = self.steps.iter_mut().find(|step| step.id == id) {
            preflight.releases.push(release);
            return Ok(id);
        }
        let work = Work::Preflight(Preflight {
            releases: vec![release],
            allow_shrink: self.allow_shrink,
            journal: crate::publish::JOURNAL.into(),
        });
        self.push(Step { id: id.clone(), after: Vec::new(), work })?;
        Ok(id)
    }

    /// No builder is made, and none of ours made anew, for a run whose tags may not move.
    fn builders_wait_for(&mut self, preflight: &StepId, among: &[StepId]) {
        for step in self.steps.iter_mut().filter(|step| among.contains(&step.id)) {
            if matches!(step.work, Work::EnsureBuilder(_)) && !step.after.contains(preflight) {
                step.after.push(preflight.clone());
            }
        }
        self.sort();
    }

    /// Whether a step waits for another, directly or through others.
    fn reaches(&self, from: &StepId, to: &StepId) -> bool {
        from == to || self.step(from).is_some_and(|step| step.after.iter().any(|id| self.reaches(id, to)))
    }

    /// Puts every step behind those it waits for, otherwise in the order in which they were added.
    fn sort(&mut self) {
        let mut waiting = std::mem::take(&mut self.steps);
        while !waiting.is_empty() {
            let placed = |id: &StepId| self.steps.iter().any(|step| step.id == *id);
            let next = waiting.iter().position(|step| step.after.iter().all(placed)).unwrap_or(0);
            self.steps.push(waiting.remove(next));
        }
    }

    fn build_of(&self, image: &crate::ImageId) -> Result<StepId, PlanError> {
        let builds = |step: &&Step| matches!(&step.work, Work::Build(build) if build.targets.iter().any(|target| target.image == *image));
        self.steps
            .iter()
            .find(builds)
            .map(|step| step.id.clone())
            .ok_or_else(|| PlanError::configuration(format!("image `{image}` is proven and never built")))
    }
}
