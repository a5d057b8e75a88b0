//! *Copy*: what is proven in one repository, brought to others, and read back from there.

use crate::{
    StepError, World,
    execute::State,
    steps::{Ended, source_failure},
};
use archwright_model::{ExitKind, Repository};
use archwright_oci::{
    Document, Expectation, ProvenDigest, ReadPolicy, judge, read_back, read_image,
    registry::{Client, RepositorySource},
    transfer::Transfer,
};
use archwright_plan::publish::Copy;

pub(in crate::steps) fn copy(work: &Copy, world: &World, state: &State) -> Result<Ended, StepError> {
    let client = world.client()?;
    let (root, children) = {
        let state = state.lock();
        let proven = state.proven.get(&work.image);
        let root = state.indexes.get(&work.image).filter(|index| proven.is_some_and(|proven| proven.digest() == index.digest()));
        (root.cloned(), state.children.get(&work.image).cloned().unwrap_or_default())
    };
    let root = root.ok_or_else(|| StepError::new(ExitKind::Bug, format!("image `{}` is not proven", work.image)))?;
    let expectation = Expectation { platforms: Some(work.platforms.clone()), provenance: work.attest.provenance, sbom: work.attest.sbom };
    let source = RepositorySource::new(client, &work.from);
    for to in &work.to {
        let transfer = Transfer::new(client, to, Some(&work.from)).knowing(&children);
        transfer.image(&source, &root).map_err(|error| source_failure(&error))?;
        let proven = prove_copy(&root, to, &expectation, client, world)?;
        let mut state = state.lock();
        state.copies.insert((work.image.clone(), to.clone()), proven);
        state.copied(&work.image, to);
    }
    let places: Vec<_> = work.to.iter().map(ToString::to_string).collect();
    Ok(Ended::done(format!("the same in {}", places.join(", "))))
}

/// Reads a copy back. Its bytes are those that were proven, by their digests; that all of them are there is what is to be shown.
pub(crate) fn prove_copy(
    root: &Document,
    to: &Repository,
    expectation: &Expectation,
    client: &Client,
    world: &World,
) -> Result<ProvenDigest, StepError> {
    let (source, policy) = (RepositorySource::new(client, to), ReadPolicy::JUST_PUSHED);
    let there = read_back(&source, root.digest(), &policy).map_err(|error| source_failure(&error))?;
    let there = there.ok_or_else(|| {
        StepError::new(ExitKind::Verification, format!("{to}@{} was put, and is not there", root.digest()))
            .hint("run again; if it stays so, something removes what is put there")
    })?;
    let record = read_image(&source, &there, &policy, world.runner().secrets()).map_err(|error| source_failure(&error))?;
    let verdict = judge(&record, expectation);
    verdict.proven().ok_or_else(|| {
        let findings = verdict.findings().iter().map(ToString::to_string);
        StepError::new(ExitKind::Verification, format!("the copy {} is not what was proven", record.subject()))
            .details(findings)
            .hint("run again; no tag was moved")
    })
}
