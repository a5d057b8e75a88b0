//! Copying what is published and proven to other names, with all that is attached to it.

mod attached;
mod guard;

use crate::{
    StepError, World,
    journal::Move,
    registry::registry_failure,
    report::TagOutcome,
    steps::{
        preflight,
        publish::{Unmoved, prove_copy, roll},
        source_failure,
    },
    verify::{self, BaseFindings, Depth, Question},
};
use archwright_model::{Command, Digest, ExitKind, ImageRef, Platforms, Repository};
use archwright_oci::{Document, Expectation, ProvenDigest, registry::Client};
use archwright_plan::tags;
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

/// Proves an image, brings it with its attestations, referrers and signatures to where it is wanted, proves it there, and then moves the
/// tags: those that mean one image first, `latest` last. Doing it again goes on where it was interrupted.
///
/// # Errors
/// The image is not sound; a tag is write-once, would lose platforms or go back; a registry refuses; another publisher moved a tag
/// meanwhile.
pub fn promote(promotion: &Promotion, world: &World, tell: &mut dyn FnMut(&ImageRef, TagOutcome)) -> Result<Digest, StepError> {
    let client = world.client()?;
    let image = proven_source(promotion, client, world)?;
    let mut to = promotion.to.clone();
    tags::in_order(&mut to);
    let before = guard::read_tags(promotion, &to, &image, client, world)?;
    let source = promotion.from.repository();
    let again = |error: StepError, what: &str| {
        let again = format!("{what}: `{}` goes on", promotion.command(world));
        error.fix().map_or_else(|| again.clone(), |fix| format!("{fix}; {again}"))
    };
    let places: BTreeSet<_> = to.iter().map(ImageRef::repository).collect();
    for repository in places.iter().filter(|repository| **repository != source) {
        preflight::may_push(client, repository)?;
    }
    let mut copies = BTreeMap::new();
    for repository in places {
        // Where it comes from, it was proven a moment ago.
        let proven = if repository == source { Ok(image.proven.clone()) } else { copied(&image, source, repository, client, world) };
        copies.insert(
            repository,
            proven.map_err(|error| {
                let hint = again(error.clone(), "no tag was moved");
                error.hint(hint)
            })?,
        );
    }
    for reference in &to {
        let (Some(tag), Some(proven)) = (reference.tag(), copies.get(reference.repository())) else { continue };
        let old = before.get(reference).cloned().flatten();
        let step = Move::new(reference.repository().clone(), tag.clone(), old, proven, image.platforms.clone());
        match roll(client, &step, proven, &image.root) {
            Ok(outcome) => tell(reference, outcome),
            Err(Unmoved::Taken(error)) => {
                tell(reference, TagOutcome::Taken);
                let hint = format!("check which of the two is wanted; if it is this one, `{}` goes on", promotion.command(world));
                return Err(error.hint(hint));
            }
            Err(Unmoved::Failed(error)) => {
                let hint = again(error.clone(), "everything is copied, and the tags told above are moved");
                return Err(error.hint(hint));
            }
        }
    }
    Ok(image.root.digest().clone())
}

impl Promotion {
    /// What does the same again, as it can be pasted.
    fn command(&self, world: &World) -> Command {
        let (from, expectation) = (self.from.to_string(), &self.question.expectation);
        let mut words = vec!["promote".to_owned(), from];
        words.extend(self.to.iter().map(ToString::to_string));
        words.extend(expectation.platforms.iter().map(|platforms| format!("--platforms={platforms}")));
        let required = [
            (expectation.provenance, "--require=provenance"),
            (expectation.sbom, "--require=sbom"),
            (self.question.depth == Depth::Documents, "--require=documents"),
            (self.allow_shrink, "--allow-shrink"),
            (self.allow_downgrade, "--allow-downgrade"),
        ];
        words.extend(required.into_iter().filter(|(is, _)| *is).map(|(_, flag)| flag.to_owned()));
        world.verb(words.iter().map(String::as_str))
    }
}

/// An image that is proven where it is.
struct Source {
    root: Document,
    /// The manifests in its index.
    children: Vec<Document>,
    expectation: Expectation,
    platforms: Platforms,
    proven: ProvenDigest,
}

/// The image as it is published, proven.
fn proven_source(promotion: &Promotion, client: &Client, world: &World) -> Result<Source, StepError> {
    let from = &promotion.from;
    let root = client.manifest(from).map_err(|error| registry_failure(&error))?;
    let root = root.ok_or_else(|| {
        StepError::new(ExitKind::Registry, format!("{from} is not in the registry")).hint("check the name and the digest")
    })?;
    // Nothing that was proven when it was published may keep it here.
    let mut question = Question { base: BaseFindings::Notes, ..promotion.question.clone() };
    if question.expectation.platforms.is_none() {
        let names = preflight::platforms(client, from, &root)?;
        question.expectation.platforms = Some(names.iter().filter_map(|name| name.parse().ok()).collect());
    }
    let (verdict, children) = verify::document(from.repository(), &root, &question, world)?;
    if let Some(proven) = verdict.proven() {
        let expectation = question.expectation;
        return Ok(Source { root, children, platforms: expectation.platforms.clone().unwrap_or_default(), expectation, proven });
    }
    let findings = verdict.findings().iter().map(ToString::to_string);
    Err(StepError::new(ExitKind::Verification, format!("{from} is not proven, and is not promoted"))
        .details(findings)
        .hint("nothing was copied, and no tag was moved"))
}

/// The image brought to another repository, and proven there.
fn copied(image: &Source, from: &Repository, to: &Repository, client: &Client, world: &World) -> Result<ProvenDigest, StepError> {
    attached::bring(&image.root, &image.children, from, to, client).map_err(|error| source_failure(&error))?;
    prove_copy(&image.root, to, &image.expectation, client, world)
}
