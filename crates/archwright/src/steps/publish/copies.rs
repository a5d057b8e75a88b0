//! *Copy*: what is proven in one repository, brought to others, and read back from there.

use crate::{
    StepError, World,
    execute::State,
    steps::{Ended, prove, source_failure},
};
use archwright_model::{ExitKind, Repository};
use archwright_oci::{
    Document, Expectation, ProvenDigest, judge,
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
    let record = prove::read(root, &RepositorySource::new(client, to), world)?;
    let verdict = judge(&record, expectation);
    verdict.proven().ok_or_else(|| {
        let findings = verdict.findings().iter().map(ToString::to_string);
        StepError::new(ExitKind::Verification, format!("the copy {} is not what was proven", record.subject()))
            .details(findings)
            .hint("run again; no tag was moved")
    })
}
