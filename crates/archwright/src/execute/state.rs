//! What steps hand to later steps while a plan is executed.

use crate::report::{ImageReport, PlatformReport, TagOutcome, TagReport};
use archwright_model::{Digest, Finding, ImageRef};
use archwright_oci::{Document, ImageRecord, ProvenDigest, Verdict};
use archwright_plan::{ImageId, bake::BakeTarget};
use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Shared by the steps of one run.
#[derive(Default)]
pub(crate) struct State(Mutex<Inner>);

#[derive(Default)]
pub(crate) struct Inner {
    /// What each tag of the run pointed to before it.
    pub(crate) tags: BTreeMap<ImageRef, TagState>,
    /// What BuildKit made, by bake target.
    pub(crate) built: BTreeMap<String, BuiltTarget>,
    /// The index of each image.
    pub(crate) indexes: BTreeMap<ImageId, Document>,
    /// What may be published, and nothing else.
    pub(crate) proven: BTreeMap<ImageId, ProvenDigest>,
    /// What was read of indexes that are kept, for their proof.
    pub(crate) records: BTreeMap<ImageId, ImageRecord>,
    images: BTreeMap<ImageId, ImageReport>,
    findings: Vec<Finding>,
    next: Vec<String>,
}

/// A tag before the run.
#[derive(Debug, Clone)]
pub(crate) struct TagState {
    /// What it points to; none if there is no such tag.
    pub(crate) document: Option<Document>,
}

impl TagState {
    /// The digest that it points to.
    pub(crate) fn digest(&self) -> Option<&Digest> {
        self.document.as_ref().map(Document::digest)
    }
}

/// What BuildKit made of one target.
#[derive(Debug, Clone)]
pub(crate) struct BuiltTarget {
    /// The manifest or index that it pushed or wrote.
    pub(crate) digest: Digest,
    /// How long it worked on it, in seconds.
    pub(crate) seconds: Option<f64>,
}

impl State {
    pub(crate) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn images(&self) -> Vec<ImageReport> {
        self.lock().images.values().cloned().collect()
    }

    pub(crate) fn findings(&self) -> Vec<Finding> {
        self.lock().findings.clone()
    }

    pub(crate) fn next(&self) -> Vec<String> {
        self.lock().next.clone()
    }
}

impl Inner {
    /// Keeps a verdict for the report.
    pub(crate) fn judged(&mut self, image: &ImageId, place: String, verdict: &Verdict) {
        let platforms = verdict.platforms().iter().map(|proof| PlatformReport {
            platform: proof.platform,
            digest: proof.manifest.clone(),
            bytes: proof.layer_bytes,
            layers: proof.layers,
            seconds: self.built.get(&BakeTarget::name_of(image, proof.platform)).and_then(|target| target.seconds),
            proved: proof.proved.clone(),
            attestations: proof.attestations.clone(),
        });
        let report =
            ImageReport { image: image.clone(), place, digest: verdict.root().clone(), platforms: platforms.collect(), tags: Vec::new() };
        self.findings.extend(verdict.findings().iter().cloned());
        self.images.insert(image.clone(), report);
    }

    /// Keeps for the report where a layout went, or by which name the server has it.
    pub(crate) fn written(&mut self, image: &ImageId, place: String) {
        if let Some(report) = self.images.get_mut(image) {
            report.place = place;
        }
    }

    /// Keeps a tag's fate for the report.
    pub(crate) fn tagged(&mut self, image: &ImageId, reference: ImageRef, outcome: TagOutcome) {
        if let Some(report) = self.images.get_mut(image) {
            report.tags.push(TagReport { reference, outcome });
        }
    }

    /// Says what to do next.
    pub(crate) fn advise(&mut self, line: String) {
        self.next.push(line);
    }
}
