//! Judging what is published already, or lies in a layout, without any configuration.

use crate::{
    StepError, World, layouts,
    registry::docker_config,
    runner::{Runner, Secrets},
    steps::source_failure,
    world::registry_failure,
};
use archwright_model::{ExitKind, ImageRef};
use archwright_oci::{Document, Expectation, ImageSource, ReadPolicy, Verdict, judge, read_image, registry::RepositorySource};
use camino::Utf8Path;

/// Reads an image back from its registry and judges it.
pub fn reference(image: &ImageRef, expectation: &Expectation, world: &World) -> Result<Verdict, StepError> {
    let client = world.client()?;
    let root = client.manifest(image).map_err(|error| registry_failure(&error))?;
    let root = root.ok_or_else(|| {
        StepError::new(ExitKind::Registry, format!("{image} is not in the registry"))
            .hint("check the name and the tag; nothing is published under it")
    })?;
    judged(&RepositorySource::new(client, image.repository()), &root, expectation, world.runner().secrets())
}

/// Reads an OCI layout and judges the image in it. What the runner knows to be secret must not stand in its attestations.
pub fn layout(dir: &Utf8Path, expectation: &Expectation, runner: &Runner) -> Result<Verdict, StepError> {
    let layout = layouts::open(dir, runner)?;
    let root = layout.root().map_err(|error| layouts::failure(&error))?;
    // Without a configuration that can be read there is less to look for.
    drop(docker_config(runner));
    judged(&layout, &root, expectation, runner.secrets())
}

fn judged(source: &dyn ImageSource, root: &Document, expectation: &Expectation, secrets: &Secrets) -> Result<Verdict, StepError> {
    let record = read_image(source, root, &ReadPolicy::PUBLISHED, secrets).map_err(|error| source_failure(&error))?;
    Ok(judge(&record, expectation))
}
