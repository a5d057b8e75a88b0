//! What cosign keeps beside an image: signatures, attestations and bills of materials, each under a tag that is made from the digest of
//! what it is of (sigstore/cosign, `specs/SIGNATURE_SPEC.md`). Newer versions keep them as referrers.

use super::call::{Call, Method, Part};
use super::client::Client;
use super::error::RegistryError;
use crate::{Document, Manifest};
use archwright_model::{Digest, Repository, Tag};
use std::collections::BTreeSet;

/// A kind of companion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Companion {
    /// `.sig`
    Signature,
    /// `.att`
    Attestation,
    /// `.sbom`
    Sbom,
}

impl Companion {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Signature, Self::Attestation, Self::Sbom];

    fn suffix(self) -> &'static str {
        match self {
            Self::Signature => "sig",
            Self::Attestation => "att",
            Self::Sbom => "sbom",
        }
    }

    fn tag(self, repository: &Repository, subject: &Digest) -> Result<Tag, RegistryError> {
        let text = format!("{}-{}.{}", subject.algorithm(), subject.hex(), self.suffix());
        text.parse()
            .map_err(|error| RegistryError::bad_content(&Call::new(Method::Get, repository, Part::Manifests, subject.as_str()), error))
    }
}

impl Client {
    /// The companions of a digest. Each is asked for by HEAD, and read if it is there.
    ///
    /// # Errors
    /// As [`RegistryErrorKind`](super::RegistryErrorKind).
    pub fn companions(&self, repository: &Repository, subject: &Digest) -> Result<Vec<(Companion, Document)>, RegistryError> {
        let mut found = Vec::new();
        for kind in Companion::ALL {
            let Some(head) = self.head(&repository.tagged(&kind.tag(repository, subject)?))? else { continue };
            found.extend(self.manifest(&repository.pinned(&head.digest))?.map(|document| (kind, document)));
        }
        Ok(found)
    }

    /// Puts a companion under its tag. One that holds all of it already stays, and one that lacks some of it gives way.
    ///
    /// # Errors
    /// As [`RegistryErrorKind`](super::RegistryErrorKind); a companion there that has what this one has not, and lacks what it has.
    pub fn put_companion(
        &self,
        repository: &Repository,
        subject: &Digest,
        kind: Companion,
        document: &Document,
    ) -> Result<(), RegistryError> {
        let image = repository.tagged(&kind.tag(repository, subject)?);
        if let Some(head) = self.head(&image)? {
            if head.digest == *document.digest() {
                return Ok(());
            }
            let there = self.manifest(&repository.pinned(&head.digest))?;
            let (ours, theirs) = (layers(document), there.as_ref().map(layers).unwrap_or_default());
            if theirs.is_superset(&ours) {
                return Ok(());
            }
            if !ours.is_superset(&theirs) {
                let call = Call::new(Method::Put, repository, Part::Manifests, image.selector());
                return Err(RegistryError::bad_content(&call, "what stands there is of others, and neither holds all of the other"));
            }
        }
        self.put(&image, document).map(drop)
    }
}

/// Each signature or attestation is a layer.
fn layers(document: &Document) -> BTreeSet<&Digest> {
    document.manifest().into_iter().flat_map(|manifest: &Manifest| &manifest.layers).map(|layer| &layer.digest).collect()
}
