//! *Preflight*: every tag of the run is read before anything is built.

use super::Ended;
use crate::{
    StepError, World,
    execute::{State, TagState},
    journal::Journal,
    world::registry_failure,
};
use archwright_model::{ExitKind, ImageRef, Platforms};
use archwright_oci::{Document, ImageConfig, registry::Client};
use archwright_plan::publish::{Preflight, Release};

pub(super) fn run(work: &Preflight, world: &World, state: &State) -> Result<Ended, StepError> {
    let client = world.client()?;
    let mut existing = 0;
    let mut total = 0;
    for release in &work.releases {
        for reference in release.references() {
            total += 1;
            let document = client.manifest(&reference).map_err(|error| registry_failure(&error))?;
            if let Some(document) = &document {
                existing += 1;
                if !work.allow_shrink {
                    refuse_shrink(client, release, &reference, document)?;
                }
            }
            state.lock().tags.insert(reference, TagState { document });
        }
    }
    let journal = world.project().path(&work.journal);
    if let Ok(left) = Journal::read(&journal)
        && left.moves.iter().any(|step| !step.done)
    {
        state.lock().advise(format!("an earlier run left tags behind; `publish --resume {journal}` would have finished it"));
    }
    Ok(Ended::done(format!("{existing} of {total} tags exist")))
}

fn refuse_shrink(client: &Client, release: &Release, reference: &ImageRef, document: &Document) -> Result<(), StepError> {
    let there = platforms(client, reference, document)?;
    let lost = there.missing_from(&release.platforms);
    if lost.is_empty() {
        return Ok(());
    }
    Err(StepError::new(ExitKind::Usage, format!("{reference} has {there}; this run would leave it without {lost}"))
        .hint("build all of its platforms, push under another name with --tag, or say --allow-shrink"))
}

/// The platforms under a tag; of a bare manifest, the one that its config names.
fn platforms(client: &Client, reference: &ImageRef, document: &Document) -> Result<Platforms, StepError> {
    if let Some(index) = document.index() {
        return Ok(index.images().filter_map(|entry| entry.platform.as_ref()?.normalised().ok()).collect());
    }
    let Some(manifest) = document.manifest() else { return Ok(Platforms::default()) };
    let blob = client.small_blob(reference.repository(), &manifest.config.digest, 1 << 20).map_err(|error| registry_failure(&error))?;
    let config = blob.and_then(|bytes| ImageConfig::parse(&bytes, &manifest.config.digest).ok());
    Ok(config.and_then(|config| config.platform.normalised().ok()).into_iter().collect())
}
