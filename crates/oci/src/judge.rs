//! The verdict over an image that was read: a pure function that tells everything it finds.

mod attestation;
mod entry;
mod exposure;
mod name;
mod platforms;
mod statement;

use crate::Document;
use crate::contents::{Contents, PlatformContents};
use crate::findings::LAYER_COUNT;
use crate::record::{ImageRecord, RecordOrigin};
use archwright_model::{Digest, Finding, Platform, Platforms, Severity};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What an image should be.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Expectation {
    /// Exactly these platforms; `None` where nobody said which.
    pub platforms: Option<Platforms>,
    /// Each image has provenance (SLSA).
    pub provenance: bool,
    /// Each image has a bill of materials (SPDX or `CycloneDX`).
    pub sbom: bool,
}

impl Expectation {
    /// Exactly these platforms, nothing more.
    pub fn platforms(platforms: Platforms) -> Self {
        Self { platforms: Some(platforms), ..Self::default() }
    }
}

/// What was proved of one platform's image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PlatformProof {
    /// The platform.
    pub platform: Platform,
    /// The digest of its manifest.
    pub manifest: Digest,
    /// The digest of its config.
    pub config: Digest,
    /// The sum of its layers as they are stored, in bytes.
    pub layer_bytes: u64,
    /// The number of its layers.
    pub layers: usize,
    /// The predicate types of its attestations.
    pub attestations: Vec<String>,
    /// What was proved, in a few words each: `index entry`, `config linux/arm64`, `7 layers exist`.
    pub proved: Vec<String>,
    /// The ids of its findings that are errors: with any, the image of this platform is not proven, whatever was looked at.
    pub errors: Vec<String>,
}

/// What an image is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Verdict {
    subject: String,
    root: Digest,
    findings: Vec<Finding>,
    platforms: Vec<PlatformProof>,
    /// Where it was read and compared with the platforms that somebody named; else it proves nothing.
    #[serde(skip)]
    proven_in: Option<String>,
}

/// A digest that passed the proof. Only [`Verdict::proven`] gives one; nobody can make one by hand:
///
/// ```compile_fail,E0451
/// # fn by_hand(digest: archwright_model::Digest) -> archwright_oci::ProvenDigest {
/// archwright_oci::ProvenDigest { digest, place: "ghcr.io/noetl/server".into() }
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ProvenDigest {
    digest: Digest,
    place: String,
}

impl ProvenDigest {
    /// The digest.
    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    /// One image of a proven index, as proven as that: a proof goes through each. None of what it does not refer to.
    #[must_use]
    pub fn image(&self, index: &Document, image: &Digest) -> Option<Self> {
        let is_in = match index.index() {
            Some(index) => index.images().any(|entry| entry.digest == *image),
            None => index.digest() == image,
        };
        (index.digest() == &self.digest && is_in).then(|| Self { digest: image.clone(), place: self.place.clone() })
    }

    /// Where it was read and proven: a repository, or `oci:` and a folder. What lies elsewhere under the same digest may be less.
    pub fn place(&self) -> &str {
        &self.place
    }
}

impl Verdict {
    /// The same with what the layers hold; those of another image, or of one that was read elsewhere, say nothing of it.
    #[must_use]
    pub fn with_contents(mut self, contents: Contents) -> Self {
        if contents.root != self.root || contents.subject != self.subject {
            return self;
        }
        for PlatformContents { manifest, findings, proved } in contents.platforms {
            let new: Vec<_> = findings.into_iter().filter(|finding| !self.tells(finding)).collect();
            self.findings.extend(new);
            if let Some(proof) = self.platforms.iter_mut().find(|proof| proof.manifest == manifest) {
                proof.proved.extend(proved);
            }
        }
        self.findings.extend(contents.findings);
        self.with_errors()
    }

    /// The same, with what is wrong with each platform.
    fn with_errors(mut self) -> Self {
        for proof in &mut self.platforms {
            let errors = self.findings.iter().filter(|finding| finding.severity == Severity::Error);
            let errors: BTreeSet<_> =
                errors.filter(|finding| finding.platform == Some(proof.platform)).map(|finding| &finding.id).collect();
            proof.errors = errors.into_iter().cloned().collect();
        }
        self
    }

    /// Whether the documents tell the same of that layer: that it is not there, or not what it should be.
    fn tells(&self, new: &Finding) -> bool {
        let same = |told: &&Finding| told.id == new.id && told.platform == new.platform;
        let layer = new.layer.as_ref().map(|layer| layer.digest.as_str());
        let speaks = |told: &Finding| told.id == LAYER_COUNT.id || layer.is_some_and(|layer| told.message.contains(layer));
        self.findings.iter().filter(same).any(speaks)
    }

    /// What was judged.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The digest that was judged.
    pub fn root(&self) -> &Digest {
        &self.root
    }

    /// All findings, the index's first, then each entry's in order.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The images that are there, in the order of the index; what could not be proved of one is a finding.
    pub fn platforms(&self) -> &[PlatformProof] {
        &self.platforms
    }

    /// Whether no finding is an error.
    pub fn is_sound(&self) -> bool {
        !self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// The digest as proven: it is sound, it was read from its source by this process, and it has exactly the platforms that
    /// somebody named. Without names there is nothing to be proven against.
    pub fn proven(&self) -> Option<ProvenDigest> {
        let place = self.proven_in.clone().filter(|_| self.is_sound())?;
        Some(ProvenDigest { digest: self.root.clone(), place })
    }
}

/// Judges what was read. The same record and expectation give the same verdict.
pub fn judge(record: &ImageRecord, expected: &Expectation) -> Verdict {
    let judged: Vec<_> = record.entries.iter().map(|entry| entry::judge(record, entry)).collect();
    let mut findings = platforms::judge(record, &judged, expected);
    findings.extend(attestation::judge(record, &judged, expected));
    findings.extend(statement::judge(record, &judged));
    let mut proofs = Vec::new();
    for entry in judged {
        findings.extend(entry.findings);
        proofs.extend(entry.proof);
    }
    let proven_in = match &record.origin {
        RecordOrigin::Source(place) => expected.platforms.as_ref().filter(|platforms| !platforms.is_empty()).map(|_| place.clone()),
        RecordOrigin::Saved => None,
    };
    Verdict { subject: record.subject.clone(), root: record.root.digest.clone(), findings, platforms: proofs, proven_in }.with_errors()
}
