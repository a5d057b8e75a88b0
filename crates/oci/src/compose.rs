//! One index from the results of several builds, one per platform.

mod attestation;

pub use attestation::{RenamedAttestation, rename_attestations};

use crate::annotation::Annotations;
use crate::document::AnyManifest;
use crate::media_type::{DOCKER_LIST, OCI_INDEX};
use crate::{ContentError, Descriptor, Document, EntryKind, Index, MediaKind, RawPlatform};
use archwright_model::{Digest, Platform};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What one build gave: an index with images and their attestations, or a bare manifest and the platform of its config.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Child {
    document: Document,
    platform: Option<Platform>,
}

impl Child {
    /// An index, whose entries name their platforms.
    pub fn index(document: Document) -> Self {
        Self { document, platform: None }
    }

    /// A bare manifest, with the platform that its config names. An index that has exactly the image of this platform is taken too.
    pub fn of(document: Document, platform: Platform) -> Self {
        Self { document, platform: Some(platform) }
    }

    /// Its images, then its attestations.
    fn entries(&self) -> Result<(Vec<Descriptor>, Vec<Descriptor>), ContentError> {
        match (self.document.value(), self.platform) {
            (AnyManifest::Index(index), asked) => self.index_entries(index, asked),
            (AnyManifest::Manifest(_), Some(platform)) => {
                Ok((vec![Descriptor { platform: Some(platform.into()), ..self.document.descriptor() }], vec![]))
            }
            (AnyManifest::Manifest(_), None) => Err(self.error("it is a bare manifest, and nobody said of which platform")),
        }
    }

    fn index_entries(&self, index: &Index, asked: Option<Platform>) -> Result<(Vec<Descriptor>, Vec<Descriptor>), ContentError> {
        let (mut images, mut attestations) = (Vec::new(), Vec::new());
        for entry in &index.manifests {
            if !entry.kind().is_manifest() {
                return Err(self.error(format!("entry {} has media type `{}`, which is no manifest", entry.digest, entry.media_type)));
            }
            match EntryKind::of(entry) {
                EntryKind::Image => images.push(self.image_entry(entry, asked)?),
                EntryKind::Attestation { of: Some(_) } => attestations.push(entry.clone()),
                EntryKind::Attestation { of: None } => {
                    return Err(self.error(format!("attestation {} does not say of which image it is", entry.digest)));
                }
                EntryKind::Unknown => return Err(self.error(format!("entry {} is `unknown/unknown` and no attestation", entry.digest))),
            }
        }
        if images.is_empty() {
            return Err(self.error("it has no image"));
        }
        Ok((images, attestations))
    }

    fn image_entry(&self, entry: &Descriptor, asked: Option<Platform>) -> Result<Descriptor, ContentError> {
        let Some(raw) = &entry.platform else {
            return Err(self.error(format!("entry {} names no platform", entry.digest)));
        };
        let platform =
            raw.normalised().map_err(|_| self.error(format!("entry {} is of `{raw}`, which is no known platform", entry.digest)))?;
        match asked {
            Some(asked) if asked != platform => Err(self.error(format!("it was built for `{asked}` and has `{platform}`"))),
            Some(_) | None => Ok(Descriptor { platform: Some(raw.respelled(platform)), ..entry.clone() }),
        }
    }

    fn error(&self, why: impl fmt::Display) -> ContentError {
        ContentError::new(format!("part {}", self.document.digest()), why)
    }
}

/// Joins the results into one index: the images in the order of the children, then the attestations in the same order.
///
/// Descriptors are copied; only the platform of an image is spelled in its normalised form. The index is an OCI one, unless
/// every image is of Docker's media type and there are no attestations. The same children give the same bytes.
///
/// # Errors
/// No child; a bare manifest without a platform; an index without an image, or with an entry that is neither image nor
/// attestation; one platform from two children; an attestation of no image here.
pub fn join(children: &[Child], annotations: &Annotations) -> Result<Document<Index>, ContentError> {
    let (mut images, mut attestations) = (Vec::new(), Vec::new());
    for child in children {
        let (mut of_images, mut of_attestations) = child.entries()?;
        images.append(&mut of_images);
        attestations.append(&mut of_attestations);
    }
    check(&images, &attestations)?;
    let all_docker = attestations.is_empty() && images.iter().all(|image| image.kind() == MediaKind::DockerManifest);
    if all_docker && !annotations.is_empty() {
        return Err(ContentError::new("index", "a Docker manifest list has no annotations; build with OCI media types"));
    }
    images.append(&mut attestations);
    let index = Index::new(if all_docker { DOCKER_LIST } else { OCI_INDEX }, images);
    Document::write(Index { annotations: annotations.clone(), ..index })
}

fn check(images: &[Descriptor], attestations: &[Descriptor]) -> Result<(), ContentError> {
    if images.is_empty() {
        return Err(ContentError::new("index", "there is nothing to join"));
    }
    let mut seen = BTreeSet::new();
    for platform in images.iter().filter_map(|image| image.platform.as_ref()) {
        if !seen.insert((platform.name(), platform.os_version.clone())) {
            return Err(ContentError::new("index", format!("`{}` comes from two builds", platform.name())));
        }
    }
    for attestation in attestations {
        let EntryKind::Attestation { of: Some(of) } = EntryKind::of(attestation) else { continue };
        if !images.iter().any(|image| image.digest == of) {
            return Err(ContentError::new("index", format!("attestation {} is of {of}, which is no image here", attestation.digest)));
        }
    }
    Ok(())
}

/// The digest of each platform's image; the platform normalised where we know it, else as it is written.
///
/// Two indexes with the same map run the same, though their digests differ: provenance has times in it.
pub fn images_by_platform(index: &Index) -> BTreeMap<String, Digest> {
    let name = |entry: &Descriptor| entry.platform.as_ref().map_or_else(String::new, RawPlatform::name);
    index.images().map(|entry| (name(entry), entry.digest.clone())).collect()
}

#[cfg(test)]
mod tests;
