//! Copying what is published and proven to other names, with all that is attached to it.

use crate::{
    StepError, World,
    journal::Move,
    report::TagOutcome,
    steps::{
        preflight::{self, Versions},
        publish::{Unmoved, prove_copy, roll},
        source_failure,
    },
    verify::{self, Question},
    world::registry_failure,
};
use archwright_model::{Digest, ExitKind, ImageRef, Platforms, Repository};
use archwright_oci::{
    Document, Expectation,
    registry::{Client, RepositorySource},
    transfer::Transfer,
};
use archwright_plan::tags::{self, Edition};
use std::collections::{BTreeMap, BTreeSet};

/// What is promoted to where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promotion {
    /// The image, by its digest.
    pub from: ImageRef,
    /// The tags that it gets.
    pub to: Vec<ImageRef>,
    /// What is asked of it first; its platforms are those that it has, if none are named.
    pub question: Question,
    /// Whether a tag may lose platforms.
    pub allow_shrink: bool,
    /// Whether a moving tag may go back to an older version.
    pub allow_downgrade: bool,
}

/// Proves an image, brings it with its attestations and referrers to where it is wanted, proves it there, and then moves the tags:
/// those that mean one image first, `latest` last. Doing it again goes on where it was interrupted.
///
/// # Errors
/// The image is not sound; a tag would lose platforms or go back; a registry refuses; another publisher moved a tag meanwhile.
pub fn promote(promotion: &Promotion, world: &World, tell: &mut dyn FnMut(&ImageRef, TagOutcome)) -> Result<Digest, StepError> {
    let client = world.client()?;
    let (root, expectation) = proven_source(promotion, client, world)?;
    let platforms = expectation.platforms.clone().unwrap_or_default();
    let mut to = promotion.to.clone();
    tags::in_order(&mut to);
    let before = read_tags(promotion, &to, &platforms, client)?;
    let source = promotion.from.repository();
    let mut copies = BTreeMap::new();
    for repository in to.iter().map(ImageRef::repository).collect::<BTreeSet<_>>() {
        if repository != source {
            preflight::may_push(client, repository)?;
            bring(&root, source, repository, client)?;
        }
        copies.insert(repository, prove_copy(&root, repository, &expectation, client, world)?);
    }
    for reference in &to {
        let (Some(tag), Some(proven)) = (reference.tag(), copies.get(reference.repository())) else { continue };
        let old = before.get(reference).cloned().flatten();
        let step = Move::new(reference.repository().clone(), tag.clone(), old, proven, platforms.clone());
        match roll(client, &step, proven, &root) {
            Ok(outcome) => tell(reference, outcome),
            Err(Unmoved::Taken(error)) => {
                tell(reference, TagOutcome::Taken);
                return Err(error.hint("check which of the two is wanted, and promote again if it is this one"));
            }
            Err(Unmoved::Failed(error)) => {
                let hint = "everything is copied: promote again, and the tags that are left move";
                let hint = error.fix().map_or_else(|| hint.to_owned(), |fix| format!("{fix}; {hint}"));
                return Err(error.hint(hint));
            }
        }
    }
    Ok(root.digest().clone())
}

/// The image as it is published, proven, and what it was proven to be.
fn proven_source(promotion: &Promotion, client: &Client, world: &World) -> Result<(Document, Expectation), StepError> {
    let from = &promotion.from;
    let root = client.manifest(from).map_err(|error| registry_failure(&error))?;
    let root = root.ok_or_else(|| {
        StepError::new(ExitKind::Registry, format!("{from} is not in the registry")).hint("check the name and the digest")
    })?;
    let mut question = promotion.question.clone();
    if question.expectation.platforms.is_none() {
        let names = preflight::platforms(client, from, &root)?;
        question.expectation.platforms = Some(names.iter().filter_map(|name| name.parse().ok()).collect());
    }
    let verdict = verify::reference(from, &question, world)?;
    if verdict.proven().is_some() {
        return Ok((root, question.expectation));
    }
    let findings = verdict.findings().iter().map(ToString::to_string);
    Err(StepError::new(ExitKind::Verification, format!("{from} is not proven, and is not promoted"))
        .details(findings)
        .hint("nothing was copied, and no tag was moved"))
}

/// Where the tags point now; that they may move.
fn read_tags(
    promotion: &Promotion,
    to: &[ImageRef],
    platforms: &Platforms,
    client: &Client,
) -> Result<BTreeMap<ImageRef, Option<Digest>>, StepError> {
    let mut versions = Versions::new(Edition::of(to.iter().filter_map(ImageRef::tag)), client);
    let mut before = BTreeMap::new();
    for reference in to {
        let document = client.manifest(reference).map_err(|error| registry_failure(&error))?;
        if let Some(document) = &document {
            if !promotion.allow_shrink {
                preflight::refuse_shrink(client, platforms, reference, document)?;
            }
            if !promotion.allow_downgrade {
                versions.refuse_going_back(reference, document)?;
            }
        }
        before.insert(reference.clone(), document.map(|document| document.digest().clone()));
    }
    Ok(before)
}

/// How deep something may refer to what refers to the image: a signature of an SBOM, say.
const DEPTH: usize = 3;

/// The image, what is in its index, and what refers to either.
fn bring(root: &Document, from: &Repository, to: &Repository, client: &Client) -> Result<(), StepError> {
    let source = RepositorySource::new(client, from);
    let transfer = Transfer::new(client, to, Some(from));
    transfer.image(&source, root).map_err(|error| source_failure(&error))?;
    let images = root.index().into_iter().flat_map(|index| index.images().map(|image| image.digest.clone()));
    let mut subjects: Vec<Digest> = std::iter::once(root.digest().clone()).chain(images).collect();
    let mut seen: BTreeSet<Digest> = subjects.iter().cloned().collect();
    for _ in 0..DEPTH {
        let mut next = Vec::new();
        for subject in &subjects {
            for referrer in client.referrers(from, subject).map_err(|error| registry_failure(&error))? {
                if seen.insert(referrer.digest.clone()) {
                    transfer.referrer(&source, &referrer).map_err(|error| source_failure(&error))?;
                    next.push(referrer.digest);
                }
            }
        }
        subjects = next;
    }
    Ok(())
}
