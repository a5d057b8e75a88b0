//! One entry: its manifest, its config, its blobs.

use super::attestation::predicates_of;
use super::{PlatformProof, exposure};
use crate::findings::{
    BLOB_MISSING, CONFIG_PLATFORM, ENTRY_UNKNOWN, ENTRY_UNSUPPORTED, FindingKind, LAYER_COUNT, MANIFEST_BAD, PLATFORM_NOT_THERE,
    SECRET_IN_CONFIG,
};
use crate::record::{BlobState, EntryRecord, ImageRecord, ReadManifest, Reading};
use crate::{EntryKind, ImageConfig, RawPlatform};
use archwright_model::{Finding, Platform, Severity, count};

/// One entry, judged for itself.
pub(super) struct JudgedEntry<'a> {
    pub record: &'a EntryRecord,
    /// For images: the entry's platform, else the config's.
    pub platform: Option<RawPlatform>,
    pub findings: Vec<Finding>,
    pub proof: Option<PlatformProof>,
}

pub(super) fn judge<'a>(image: &ImageRecord, record: &'a EntryRecord) -> JudgedEntry<'a> {
    let is_image = record.kind == EntryKind::Image;
    let of_config = || record.config.value().map(|config| config.platform.clone());
    let platform = if is_image { record.descriptor.platform.clone().or_else(of_config) } else { None };
    let known = platform.as_ref().and_then(|platform| platform.normalised().ok());
    let mut judged = Judging { image, record, platform: known, findings: Vec::new(), proved: Vec::new() };
    judged.all();
    let Judging { findings, proved, .. } = judged;
    let proof = match (known, record.manifest.value()) {
        (Some(platform), Some(read)) => Some(proof(image, record, platform, read, proved)),
        _ => None,
    };
    JudgedEntry { record, platform, findings, proof }
}

fn proof(image: &ImageRecord, record: &EntryRecord, platform: Platform, read: &ReadManifest, proved: Vec<String>) -> PlatformProof {
    PlatformProof {
        platform,
        manifest: record.descriptor.digest.clone(),
        config: read.manifest.config.digest.clone(),
        layer_bytes: read.manifest.layers.iter().fold(0, |sum, layer| layer.size.saturating_add(sum)),
        layers: read.manifest.layers.len(),
        attestations: predicates_of(image, &record.descriptor.digest),
        proved,
        errors: Vec::new(),
    }
}

struct Judging<'a> {
    image: &'a ImageRecord,
    record: &'a EntryRecord,
    platform: Option<Platform>,
    findings: Vec<Finding>,
    proved: Vec<String>,
}

impl<'a> Judging<'a> {
    fn all(&mut self) {
        if self.record.kind == EntryKind::Unknown {
            let digest = &self.record.descriptor.digest;
            self.find(ENTRY_UNKNOWN, format!("entry {digest} is `unknown/unknown` and no attestation"));
        }
        if let Some(read) = self.manifest() {
            self.config(read);
            self.blobs();
        }
    }

    fn manifest(&mut self) -> Option<&'a ReadManifest> {
        let record: &'a EntryRecord = self.record;
        let entry = &record.descriptor;
        let digest = &entry.digest;
        match &record.manifest {
            Reading::Read(read) if read.size != entry.size => {
                self.find(MANIFEST_BAD, format!("manifest {digest} has {} bytes, its entry says {}", read.size, entry.size));
                Some(read)
            }
            Reading::Read(read) => {
                if self.image.is_index && entry.platform.is_some() {
                    self.proved.push("index entry".into());
                }
                Some(read)
            }
            Reading::Missing => {
                self.find(BLOB_MISSING, format!("manifest {digest} is not there"));
                None
            }
            Reading::Bad(why) => {
                self.find(MANIFEST_BAD, format!("manifest {digest}: {why}"));
                None
            }
            Reading::Unsupported if entry.kind().is_index() => {
                self.find(ENTRY_UNSUPPORTED, format!("entry {digest} is an index inside the index"));
                None
            }
            Reading::Unsupported => {
                self.find(ENTRY_UNSUPPORTED, format!("entry {digest} has media type `{}`", entry.media_type));
                None
            }
            Reading::NotAsked => {
                if record.kind == EntryKind::Image {
                    self.find(PLATFORM_NOT_THERE, format!("manifest {digest} is named by the index and is not in the store"));
                }
                None
            }
        }
    }

    fn config(&mut self, read: &ReadManifest) {
        let descriptor = &read.manifest.config;
        match &self.record.config {
            Reading::Read(config) => self.read_config(read, config),
            // A missing config is among the blobs.
            Reading::Missing | Reading::NotAsked => {}
            Reading::Bad(why) => self.find(MANIFEST_BAD, format!("config {}: {why}", descriptor.digest)),
            Reading::Unsupported => {
                self.find(ENTRY_UNSUPPORTED, format!("its config has media type `{}`, so it is no container image", descriptor.media_type));
            }
        }
    }

    fn read_config(&mut self, read: &ReadManifest, config: &ImageConfig) {
        let (layers, diffs) = (read.manifest.layers.len(), config.rootfs.diff_ids.len());
        if layers == diffs {
            self.proved.push(format!("config names {}", count(layers, "layer")));
        } else {
            self.find(LAYER_COUNT, format!("the manifest has {}, its config {diffs}", count(layers, "layer")));
        }
        let digest = &read.manifest.config.digest;
        for (severity, places) in exposure::told(&self.record.exposures) {
            self.find(SECRET_IN_CONFIG, format!("config {digest} shows {places}"));
            if let Some(finding) = self.findings.last_mut() {
                finding.severity = severity;
            }
        }
        let says = &config.platform;
        let Some(entry) = &self.record.descriptor.platform else {
            match says.normalised() {
                Ok(platform) => self.proved.push(format!("config {platform}")),
                Err(_) => self.find(CONFIG_PLATFORM, format!("the config says `{says}`, which is no known platform")),
            }
            return;
        };
        if says.name() == entry.name() {
            self.proved.push(format!("config {}", says.name()));
            return;
        }
        self.find(CONFIG_PLATFORM, format!("the config says `{says}`, the index entry `{entry}`"));
        // Old builders wrote no variant into configs; that says too little, not something else.
        let leaves_out =
            says.variant.as_deref().unwrap_or_default().is_empty() && says.os == entry.os && says.architecture == entry.architecture;
        if let Some(finding) = self.findings.last_mut().filter(|_| leaves_out) {
            finding.severity = Severity::Warning;
        }
    }

    fn blobs(&mut self) {
        let (mut layers, mut hashed) = (0, 0);
        for (position, blob) in self.record.blobs.iter().enumerate() {
            let what = if position == 0 { "config".to_owned() } else { format!("layer {position}") };
            let is_layer = usize::from(position > 0);
            match &blob.state {
                BlobState::Missing => self.find(BLOB_MISSING, format!("{what} {} is not there", blob.digest)),
                BlobState::Bad(why) => self.find(MANIFEST_BAD, format!("{what} {}: {why}", blob.digest)),
                BlobState::Present(Some(size)) | BlobState::Hashed(size) if *size != blob.size => {
                    self.find(MANIFEST_BAD, format!("{what} {} has {size} bytes, the manifest says {}", blob.digest, blob.size));
                }
                BlobState::Present(_) => layers += is_layer,
                BlobState::Hashed(_) => {
                    layers += is_layer;
                    hashed += is_layer;
                }
                BlobState::Elsewhere => {}
            }
        }
        if layers > 0 && layers + 1 == self.record.blobs.len() {
            let what = match (hashed == layers, layers == 1) {
                (true, true) => "has its digest",
                (true, false) => "have their digests",
                (false, true) => "exists",
                (false, false) => "exist",
            };
            self.proved.push(format!("{} {what}", count(layers, "layer")));
        }
    }

    fn find(&mut self, kind: FindingKind, message: String) {
        self.findings.push(kind.at(self.platform, &self.image.subject, message));
    }
}
