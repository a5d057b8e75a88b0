//! What an entry of an index is: an image, an attestation of one, or nothing we can name.

use crate::annotation::{ATTESTATION_MANIFEST, REFERENCE_DIGEST, REFERENCE_TYPE};
use crate::{Descriptor, Index};
use archwright_model::Digest;
use serde::{Deserialize, Serialize};

/// What an entry of an index is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntryKind {
    /// An image of one platform.
    Image,
    /// `BuildKit`'s provenance or SBOM of an image.
    Attestation {
        /// The image's digest; `None` if the entry does not say it or says no digest.
        of: Option<Digest>,
    },
    /// `unknown/unknown` without saying what it is.
    Unknown,
}

impl EntryKind {
    /// The kind of an entry (`BuildKit`, `docs/attestations/attestation-storage.md`).
    pub fn of(entry: &Descriptor) -> Self {
        if entry.annotations.get(REFERENCE_TYPE).is_some_and(|kind| kind == ATTESTATION_MANIFEST) {
            return Self::Attestation { of: entry.annotations.get(REFERENCE_DIGEST).and_then(|digest| digest.parse().ok()) };
        }
        match &entry.platform {
            Some(platform) if platform.is_unknown() => Self::Unknown,
            Some(_) | None => Self::Image,
        }
    }
}

impl Index {
    /// The entries that are images, in order.
    pub fn images(&self) -> impl Iterator<Item = &Descriptor> {
        self.manifests.iter().filter(|entry| EntryKind::of(entry) == EntryKind::Image)
    }

    /// The attestations of an image, in order.
    pub fn attestations_of<'a>(&'a self, image: &'a Digest) -> impl Iterator<Item = &'a Descriptor> {
        self.manifests.iter().filter(move |entry| matches!(EntryKind::of(entry), EntryKind::Attestation { of: Some(of) } if of == *image))
    }
}
