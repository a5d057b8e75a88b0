//! What refers to an image: signatures, SBOMs, attestations (distribution spec, "listing referrers").
//!
//! Registries without that interface, GHCR say, keep the list under a tag that is made from the digest; then the client keeps it.

mod tag;

use super::call::{Call, Method, Part, Reading};
use super::client::Client;
use super::error::RegistryError;
use super::response::Response;
use crate::document::MANIFEST_LIMIT;
use crate::media_type::{self, OCI_INDEX};
use crate::{ContentError, Descriptor, Document};
use archwright_model::{Digest, Repository, Tag};
use serde::Deserialize;

/// Who keeps the list in which a referrer stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferrerList {
    /// The registry itself.
    Registry,
    /// This tag, which was written.
    Tag(Tag),
}

/// As much of a manifest as its entry in such a list needs (distribution spec, "listing referrers").
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Referrer {
    subject: Option<Descriptor>,
    artifact_type: Option<String>,
    config: Option<Config>,
    annotations: Option<crate::annotation::Annotations>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Config {
    media_type: Option<String>,
}

impl Client {
    /// Everything that refers to a digest by its `subject`, each once.
    ///
    /// # Errors
    /// As [`RegistryErrorKind`](super::RegistryErrorKind); a list that is no index, or does not end.
    pub fn referrers(&self, repository: &Repository, subject: &Digest) -> Result<Vec<Descriptor>, RegistryError> {
        let call = Call::new(Method::Get, repository, Part::Referrers, subject.as_str());
        let call = Call { accept: Some(OCI_INDEX), reading: Reading::Whole(MANIFEST_LIMIT), ..call };
        let first = self.send(&call)?;
        if !has_interface(&first) {
            return match first.status {
                // What registries without it answer (go-containerregistry, `remote/referrers.go`, and oras-go).
                200 | 400 | 404 | 405 | 406 | 501 => {
                    Ok(self.referrers_by_tag(repository, subject)?.map_or(vec![], |index| index.manifests))
                }
                _ => Err(RegistryError::status(&call, &first)),
            };
        }
        let mut found: Vec<Descriptor> = Vec::new();
        self.pages(&call, first, |response| {
            let bad = |error: &dyn std::fmt::Display| RegistryError::bad_content(&call, error);
            let document = Document::parse(response.body.as_slice(), Some(OCI_INDEX)).map_err(|error| bad(&error))?;
            let index = document.index().ok_or_else(|| bad(&"it is no index"))?;
            for entry in &index.manifests {
                if !found.iter().any(|known| known.digest == entry.digest) {
                    found.push(entry.clone());
                }
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// Puts a document that refers to another by its `subject`, and sees to it that it is found there: by the registry itself, or
    /// where that says nothing of it (`OCI-Subject`), by a tag that lists what refers to the subject.
    ///
    /// Putting one by [`put_by_digest`](Client::put_by_digest) writes no tag: what an index lists needs no other list.
    ///
    /// # Errors
    /// As [`RegistryErrorKind`](super::RegistryErrorKind); a document without a subject.
    pub fn put_referrer<T>(&self, repository: &Repository, document: &Document<T>) -> Result<ReferrerList, RegistryError> {
        let image = repository.pinned(document.digest());
        let entry = read(document);
        let (subject, entry) = entry
            .map_err(|error| RegistryError::bad_content(&Call::new(Method::Put, repository, Part::Manifests, image.selector()), error))?;
        if self.put(&image, document)?.header("oci-subject").is_some() {
            return Ok(ReferrerList::Registry);
        }
        self.add_referrer_to_tag(repository, &subject, &entry).map(ReferrerList::Tag)
    }
}

/// Whether an answer is a list of referrers, and not what stands at every address: a page of a proxy, say.
fn has_interface(response: &Response) -> bool {
    response.status == 200 && response.header("content-type").map(media_type::bare) == Some(OCI_INDEX)
}

/// The subject of a document, and its entry in the list of that.
fn read<T>(document: &Document<T>) -> Result<(Digest, Descriptor), ContentError> {
    let referrer: Referrer = serde_json::from_slice(document.bytes()).map_err(|error| ContentError::new("manifest", error))?;
    let subject = referrer.subject.ok_or_else(|| ContentError::new("manifest", "it has no `subject`"))?;
    let mut entry = document.descriptor();
    let kind = referrer.artifact_type.filter(|kind| !kind.is_empty()).or(referrer.config.and_then(|config| config.media_type));
    entry.extra.extend(kind.map(|kind| ("artifactType".to_owned(), kind.into())));
    entry.annotations = referrer.annotations.unwrap_or_default();
    Ok((subject.digest, entry))
}
