//! Judging what is published already, is loaded, or lies in a layout, without any configuration.

mod base;
mod loaded;

pub use base::BaseFindings;
pub use loaded::loaded;

use crate::{
    StepError, World,
    caches::Caches,
    layouts,
    registry::docker_config,
    registry::registry_failure,
    runner::Runner,
    steps::{base_layers, source_failure},
};
use archwright_model::{Digest, ExitKind, ImageRef, Platform, Repository};
use archwright_oci::{
    ContentsPolicy, Document, Expectation, ImageRecord, ImageSource, KeptSource, PackedLayout, ReadPolicy, Verdict, content::ReadSettings,
    judge, layout::Choice, proof::AllowForeign, read_contents, read_image, registry::RepositorySource,
};
use camino::Utf8Path;

/// What is asked of an image.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Question {
    /// What it should be.
    pub expectation: Expectation,
    /// How deep it is looked into.
    pub depth: Depth,
    /// How findings count that the base image has already.
    pub base: BaseFindings,
    /// Foreign files that somebody answers for.
    pub allow_foreign: Vec<AllowForeign>,
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
        Self { expectation, ..Self::default() }
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
    Ok(document(image.repository(), &root, question, world)?.0)
}

/// Judges an image whose index or manifest was read from its repository a moment ago; it is not read again. The verdict, and the
/// manifests that were read for it.
pub(crate) fn document(
    repository: &Repository,
    root: &Document,
    question: &Question,
    world: &World,
) -> Result<(Verdict, Vec<Document>), StepError> {
    let source = RepositorySource::new(world.client()?, repository);
    let base = |record: &ImageRecord, platform, diff_ids: &[Digest]| match question.base {
        BaseFindings::Full => 0,
        BaseFindings::Notes => base_layers::attested(record, &source, platform, diff_ids, world),
    };
    read_and_judged(&source, root, &ReadPolicy::PUBLISHED, question, &base, world.runner())
}

/// Reads an OCI layout and judges the image in it. What the runner knows to be secret must not stand in its attestations.
pub fn layout(dir: &Utf8Path, choice: &Choice, question: &Question, runner: &Runner) -> Result<Verdict, StepError> {
    let layout = layouts::open(dir, runner)?;
    let root = layout.chosen(choice).map_err(|error| layouts::failure(&error))?;
    // Without a configuration that can be read there is less to look for.
    drop(docker_config(runner));
    judged(&layout, &root, &ReadPolicy::PUBLISHED, question, runner)
}

/// Reads an OCI archive, a layout in one tar file, and judges the image in it.
pub fn archive(file: &Utf8Path, choice: &Choice, question: &Question, runner: &Runner) -> Result<Verdict, StepError> {
    let layout = PackedLayout::open(file, runner.interrupt().flag()).map_err(|error| layouts::failure(&error))?;
    drop(docker_config(runner));
    packed(&layout, choice, question, runner)
}

fn packed(layout: &PackedLayout, choice: &Choice, question: &Question, runner: &Runner) -> Result<Verdict, StepError> {
    let read = layout.is_of_docker().and_then(|docker| Ok((docker, layout.chosen(choice)?)));
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
    Ok(read_and_judged(source, root, policy, question, &|_, _, _| 0, runner)?.0)
}

/// How many layers of a record's image, given its platform and its uncompressed layers, are its base's.
type BaseLayers<'a> = dyn Fn(&ImageRecord, Platform, &[Digest]) -> usize + Sync + 'a;

fn read_and_judged(
    source: &dyn ImageSource,
    root: &Document,
    policy: &ReadPolicy,
    question: &Question,
    base: &BaseLayers<'_>,
    runner: &Runner,
) -> Result<(Verdict, Vec<Document>), StepError> {
    let caches = Caches::of(runner);
    let kept = caches.as_ref().map(|caches| KeptSource::new(source, caches.documents()));
    let source = kept.as_ref().map_or(source, |kept| kept as &dyn ImageSource);
    let record = read_image(source, root, policy, runner.secrets()).map_err(|error| source_failure(&error))?;
    let verdict = judge(&record, &question.expectation);
    let verdict = match question.depth {
        Depth::Documents => verdict,
        Depth::Files => {
            let read = ReadSettings { cache: caches.as_ref().map(Caches::scans), ..ReadSettings::default() };
            let base_layers = |platform, diff_ids: &[Digest]| base(&record, platform, diff_ids);
            let policy = ContentsPolicy { read, allow_foreign: &question.allow_foreign, base_layers: &base_layers };
            let contents = read_contents(source, &record, &policy).map_err(|error| source_failure(&error))?;
            verdict.with_contents(contents)
        }
    };
    Ok((verdict, record.documents().to_vec()))
}
