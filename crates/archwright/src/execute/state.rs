//! What steps hand to later steps while a plan is executed.

use crate::report::{BuildOutcome, ImageReport, PlatformReport, TagReport};
use archwright_model::{Digest, Finding, ImageRef, Platform, Repository};
use archwright_oci::{Document, ImageRecord, ProvenDigest, Verdict};
use archwright_plan::{ImageId, bake::BakeTarget};
use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Instant,
};

/// Shared by the steps of one run.
pub(crate) struct State {
    begun: Instant,
    inner: Mutex<Inner>,
}

#[derive(Default)]
pub(crate) struct Inner {
    /// What each tag of the run pointed to before it.
    pub(crate) tags: BTreeMap<ImageRef, TagState>,
    /// What BuildKit made, by bake target.
    pub(crate) built: BTreeMap<String, BuiltTarget>,
    /// How BuildKit ended with each bake target, well or not.
    pub(crate) lanes: BTreeMap<String, LaneEnd>,
    /// The index of each image.
    pub(crate) indexes: BTreeMap<ImageId, Document>,
    /// What Dockerfiles stand on, as their registries have it.
    pub(crate) bases: BTreeMap<ImageRef, Document>,
    /// What may be published, and nothing else.
    pub(crate) proven: BTreeMap<ImageId, ProvenDigest>,
    /// What was read of indexes that are kept, for their proof.
    pub(crate) records: BTreeMap<ImageId, ImageRecord>,
    /// What is proven in repositories that got copies.
    pub(crate) copies: BTreeMap<(ImageId, Repository), ProvenDigest>,
    /// The manifests under each index that was proven, to the byte.
    pub(crate) children: BTreeMap<ImageId, Vec<Document>>,
    /// When the first step began, before anything was pushed.
    pub(crate) begun: Option<Instant>,
    images: BTreeMap<ImageId, ImageReport>,
    findings: Vec<Finding>,
    next: Vec<String>,
    untagged: BTreeMap<ImageId, Vec<Digest>>,
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

/// How one target of a call of BuildKit ended.
#[derive(Debug, Clone)]
pub(crate) struct LaneEnd {
    pub(crate) outcome: BuildOutcome,
    /// When BuildKit began with it, in seconds of the run.
    pub(crate) at: Option<f64>,
    /// How long BuildKit worked on it, in seconds.
    pub(crate) seconds: Option<f64>,
    /// What failed, and how.
    pub(crate) why: Option<String>,
}

impl State {
    /// The state of a run that began then.
    pub(crate) fn since(begun: Instant) -> Self {
        Self { begun, inner: Mutex::default() }
    }

    /// A moment in seconds of the run.
    pub(crate) fn at(&self, moment: Instant) -> f64 {
        moment.saturating_duration_since(self.begun).as_secs_f64()
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn images(&self) -> Vec<ImageReport> {
        self.lock().images.values().cloned().collect()
    }

    pub(crate) fn lanes(&self) -> BTreeMap<String, LaneEnd> {
        self.lock().lanes.clone()
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
            errors: proof.errors.clone(),
            attestations: proof.attestations.clone(),
        });
        let report = ImageReport {
            image: image.clone(),
            place,
            digest: verdict.root().clone(),
            platforms: platforms.collect(),
            tags: Vec::new(),
            copies: Vec::new(),
            untagged: self.untagged.remove(image).unwrap_or_default(),
        };
        self.findings.extend(verdict.findings().iter().cloned());
        self.images.insert(image.clone(), report);
    }

    /// The manifests of an image that was proven, by platform; none of one that was not.
    pub(crate) fn proven_platforms(&self, image: &ImageId) -> Vec<(Platform, Digest)> {
        let report = self.images.get(image).filter(|_| self.proven.contains_key(image));
        report.into_iter().flat_map(|report| &report.platforms).map(|proof| (proof.platform, proof.digest.clone())).collect()
    }

    /// Keeps for the report that a platform passed its test.
    pub(crate) fn tested(&mut self, image: &ImageId, platform: Platform, words: &str) {
        let platforms = self.images.get_mut(image).into_iter().flat_map(|report| &mut report.platforms);
        for report in platforms.filter(|report| report.platform == platform) {
            report.proved.push(words.to_owned());
        }
    }

    /// Keeps for the report where a layout went, or by which name the server has it.
    pub(crate) fn written(&mut self, image: &ImageId, place: String) {
        if let Some(report) = self.images.get_mut(image) {
            report.place = place;
        }
    }

    /// Keeps a tag's fate for the report.
    pub(crate) fn tagged(&mut self, image: &ImageId, tag: TagReport) {
        if let Some(report) = self.images.get_mut(image) {
            report.tags.push(tag);
        }
    }

    /// Keeps for the report where else an image is.
    pub(crate) fn copied(&mut self, image: &ImageId, repository: &Repository) {
        if let Some(report) = self.images.get_mut(image) {
            report.copies.push(repository.clone());
        }
    }

    /// Keeps for the report what was pushed for an image, and is in no index that a tag will point to.
    pub(crate) fn untagged(&mut self, image: &ImageId, digests: Vec<Digest>) {
        self.untagged.insert(image.clone(), digests);
    }

    /// Says what to do next.
    pub(crate) fn advise(&mut self, line: String) {
        self.next.push(line);
    }
}
