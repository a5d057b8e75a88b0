//! The tag that stands in for the interface (distribution spec, "referrers tag schema").

use crate::media_type::OCI_INDEX;
use crate::registry::call::{Call, Method, Part};
use crate::registry::client::Client;
use crate::registry::error::RegistryError;
use crate::{Descriptor, Document, Index};
use archwright_model::{Digest, Repository, Tag};

/// Two publishers that write the tag at once may each lose what the other wrote; so often is it looked at again.
const TRIES: usize = 4;

impl Client {
    pub(super) fn referrers_by_tag(&self, repository: &Repository, subject: &Digest) -> Result<Option<Index>, RegistryError> {
        let tag = tag_of(repository, subject)?;
        let Some(document) = self.manifest(&repository.tagged(&tag))? else { return Ok(None) };
        Ok(document.index().cloned())
    }

    pub(super) fn add_referrer_to_tag(&self, repository: &Repository, subject: &Digest, entry: &Descriptor) -> Result<Tag, RegistryError> {
        let tag = tag_of(repository, subject)?;
        let image = repository.tagged(&tag);
        let bad = |error: &dyn std::fmt::Display| {
            RegistryError::bad_content(&Call::new(Method::Put, repository, Part::Manifests, image.selector()), error)
        };
        for _ in 0..TRIES {
            let mut index = match self.manifest(&image)? {
                // Something else under that tag is somebody's, and stays.
                Some(document) => document.index().cloned().ok_or_else(|| bad(&"what stands there is no index"))?,
                None => Index::new(OCI_INDEX, Vec::new()),
            };
            if index.manifests.iter().any(|known| known.digest == entry.digest) {
                return Ok(tag);
            }
            index.manifests.push(entry.clone());
            let document = Document::write(index).map_err(|error| bad(&error))?;
            self.put(&image, &document)?;
        }
        match self.referrers_by_tag(repository, subject)? {
            Some(index) if index.manifests.iter().any(|known| known.digest == entry.digest) => Ok(tag),
            Some(_) | None => Err(bad(&"others write it at the same time, and what we add is lost each time")),
        }
    }
}

/// Algorithm and hex, cut to what a tag may hold.
fn tag_of(repository: &Repository, subject: &Digest) -> Result<Tag, RegistryError> {
    let cut = |text: &str, length: usize| text.chars().take(length).collect::<String>();
    let text = format!("{}-{}", cut(subject.algorithm(), 32), cut(subject.hex(), 64));
    let bad = |error| RegistryError::bad_content(&Call::new(Method::Get, repository, Part::Referrers, subject.as_str()), error);
    text.parse().map_err(bad)
}
