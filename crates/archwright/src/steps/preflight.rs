//! *Preflight*: every tag of the run is read before anything is built.

use super::Ended;
use crate::{
    StepError, World,
    execute::{State, TagState},
    journal::Journal,
    world::registry_failure,
};
use archwright_model::{ExitKind, ImageRef, count};
use archwright_oci::{Document, ImageConfig, config::CONFIG_LIMIT, images_by_platform, registry::Client};
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
    let left = Journal::open_moves(&journal, &[])?;
    if !left.is_empty() {
        state.lock().advise(format!("an earlier run left {} open: `publish --resume {journal}` finishes it", count(left.len(), "tag")));
    }
    Ok(Ended::done(format!("{existing} of {total} tags exist")))
}

fn refuse_shrink(client: &Client, release: &Release, reference: &ImageRef, document: &Document) -> Result<(), StepError> {
    let there = platforms(client, reference, document)?;
    // A platform that has no name here would be lost all the same.
    let kept = |name: &&String| name.parse().is_ok_and(|platform| release.platforms.contains(platform));
    let lost: Vec<_> =
        there.iter().filter(|name| !kept(name)).map(|name| if name.is_empty() { "one without a platform" } else { name }).collect();
    if lost.is_empty() {
        return Ok(());
    }
    Err(StepError::new(ExitKind::Usage, format!("{reference} has {}; this run would leave it without {}", there.join(","), lost.join(",")))
        .hint("build all of its platforms, push under another name with --tag, or say --allow-shrink"))
}

/// The platforms under a tag, by name; of a bare manifest, the one that its config names.
fn platforms(client: &Client, reference: &ImageRef, document: &Document) -> Result<Vec<String>, StepError> {
    if let Some(index) = document.index() {
        return Ok(images_by_platform(index).into_keys().collect());
    }
    let Some(manifest) = document.manifest() else { return Ok(Vec::new()) };
    let digest = &manifest.config.digest;
    let blob = client.small_blob(reference.repository(), digest, CONFIG_LIMIT).map_err(|error| registry_failure(&error))?;
    let unreadable = |why: String| {
        StepError::new(ExitKind::Registry, format!("{reference} points to an image whose platform cannot be read: {why}"))
            .hint("push under another name with --tag, or say --allow-shrink")
    };
    let blob = blob.ok_or_else(|| unreadable(format!("its config {digest} is gone")))?;
    let config = ImageConfig::parse(&blob, digest).map_err(|error| unreadable(error.to_string()))?;
    Ok(vec![config.platform.name()])
}
