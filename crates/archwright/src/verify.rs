//! Judging what is published already, is loaded, or lies in a layout, without any configuration.

mod loaded;

pub use loaded::loaded;

use crate::{
    StepError, World, caches::Caches, layouts, registry::docker_config, runner::Runner, steps::source_failure, world::registry_failure,
};
use archwright_model::{ExitKind, ImageRef};
use archwright_oci::{
    ContentsPolicy, Document, Expectation, ImageSource, KeptSource, PackedLayout, ReadPolicy, Verdict, content::ReadSettings, judge,
    read_contents, read_image, registry::RepositorySource,
};
use camino::Utf8Path;

/// What is asked of an image.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Question {
    /// What it should be.
    pub expectation: Expectation,
    /// How deep it is looked into.
    pub depth: Depth,
}

/// How deep an image is looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Depth {
    /// Its documents: index, manifests, configs, attestations; and that its layers are there.
    Documents,
    /// And every file in its layers.
    #[default]
    Files,
}

impl From<Expectation> for Question {
    /// The whole proof.
    fn from(expectation: Expectation) -> Self {
        Self { expectation, depth: Depth::Files }
    }
}

/// Reads an image back from its registry and judges it.
pub fn reference(image: &ImageRef, question: &Question, world: &World) -> Result<Verdict, StepError> {
    let client = world.client()?;
    let root = client.manifest(image).map_err(|error| registry_failure(&error))?;
    let root = root.ok_or_else(|| {
        StepError::new(ExitKind::Registry, format!("{image} is not in the registry"))
            .hint("check the name and the tag; nothing is published under it")
    })?;
    judged(&RepositorySource::new(client, image.repository()), &root, &ReadPolicy::PUBLISHED, question, world.runner())
}

/// Reads an OCI layout and judges the image in it. What the runner knows to be secret must not stand in its attestations.
pub fn layout(dir: &Utf8Path, question: &Question, runner: &Runner) -> Result<Verdict, StepError> {
    let layout = layouts::open(dir, runner)?;
    let root = layout.root().map_err(|error| layouts::failure(&error))?;
    // Without a configuration that can be read there is less to look for.
    drop(docker_config(runner));
    judged(&layout, &root, &ReadPolicy::PUBLISHED, question, runner)
}

/// Reads an OCI archive, a layout in one tar file, and judges the image in it.
pub fn archive(file: &Utf8Path, question: &Question, runner: &Runner) -> Result<Verdict, StepError> {
    let layout = PackedLayout::open(file, runner.interrupt().flag()).map_err(|error| layouts::failure(&error))?;
    drop(docker_config(runner));
    packed(&layout, question, runner)
}

fn packed(layout: &PackedLayout, question: &Question, runner: &Runner) -> Result<Verdict, StepError> {
    let read = layout.is_of_docker().and_then(|docker| Ok((docker, layout.root()?)));
    let (is_of_docker, root) = read.map_err(|error| layouts::failure(&error))?;
    let policy = if is_of_docker { ReadPolicy::LOADED } else { ReadPolicy::PUBLISHED };
    judged(layout, &root, &policy, question, runner)
}

fn judged(
    source: &dyn ImageSource,
    root: &Document,
    policy: &ReadPolicy,
    question: &Question,
    runner: &Runner,
) -> Result<Verdict, StepError> {
    let caches = Caches::of(runner);
    let kept = caches.as_ref().map(|caches| KeptSource::new(source, caches.documents()));
    let source = kept.as_ref().map_or(source, |kept| kept as &dyn ImageSource);
    let record = read_image(source, root, policy, runner.secrets()).map_err(|error| source_failure(&error))?;
    let verdict = judge(&record, &question.expectation);
    match question.depth {
        Depth::Documents => Ok(verdict),
        Depth::Files => {
            let read = ReadSettings { cache: caches.as_ref().map(Caches::scans), ..ReadSettings::default() };
            let contents = read_contents(source, &record, &ContentsPolicy::full(read)).map_err(|error| source_failure(&error))?;
            Ok(verdict.with_contents(contents))
        }
    }
}
