//! Documents: a parsed value with the exact bytes it was read from.

use crate::media_type::{self, MediaKind};
use crate::{ContentError, Descriptor, Index, Manifest, digest};
use archwright_model::Digest;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use std::sync::Arc;

/// The distribution spec asks registries to take manifests of 4 MiB; few take larger ones, and none is read here.
pub const MANIFEST_LIMIT: u64 = 4 * 1024 * 1024;

/// What a reference can stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "there is one per document, and a box would be in every match")]
pub enum AnyManifest {
    /// A list of manifests.
    Index(Index),
    /// One image or artifact.
    Manifest(Manifest),
}

/// A value next to its exact bytes, their digest and media type: what is pushed again is the same to the byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document<T = AnyManifest> {
    bytes: Arc<[u8]>,
    digest: Digest,
    media_type: String,
    value: T,
}

impl<T> Document<T> {
    /// The bytes as they were read.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Their digest.
    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    /// The media type, without parameters.
    pub fn media_type(&self) -> &str {
        &self.media_type
    }

    /// The parsed value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The number of bytes.
    pub fn size(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// The descriptor of it, without a platform.
    pub fn descriptor(&self) -> Descriptor {
        Descriptor::new(&self.media_type, self.digest.clone(), self.size())
    }

    /// The same document under a digest that was asked for, perhaps of another algorithm.
    ///
    /// # Errors
    /// The bytes have another digest.
    pub fn checked(self, expected: &Digest) -> Result<Self, ContentError> {
        digest::check(&self.bytes, expected)?;
        Ok(Self { digest: expected.clone(), ..self })
    }

    fn with<U>(self, value: impl FnOnce(T) -> U) -> Document<U> {
        Document { bytes: self.bytes, digest: self.digest, media_type: self.media_type, value: value(self.value) }
    }
}

impl Document {
    /// Reads an index or a manifest. `declared` is what a header or a descriptor says its media type is.
    ///
    /// # Errors
    /// Bytes that are not JSON; a media type that is none of these four, or not the one declared; fields of both an index
    /// and a manifest (the ambiguity of CVE-2021-41190); a schema version other than 2; a bad digest or size.
    pub fn parse(bytes: impl Into<Arc<[u8]>>, declared: Option<&str>) -> Result<Self, ContentError> {
        let bytes = bytes.into();
        let probe: Probe = read(&bytes, "manifest")?;
        let media_type = probe.media_type(declared)?.to_owned();
        let kind = MediaKind::of(&media_type);
        probe.check_shape(kind)?;
        let value = if kind.is_index() {
            AnyManifest::Index(read(&bytes, "index")?)
        } else if kind.is_manifest() {
            AnyManifest::Manifest(read(&bytes, "manifest")?)
        } else {
            return Err(ContentError::new("manifest", format!("media type `{media_type}` is not supported")));
        };
        Ok(Self { digest: digest::sha256(&bytes), bytes, media_type, value })
    }

    /// The index, if it is one.
    pub fn index(&self) -> Option<&Index> {
        match &self.value {
            AnyManifest::Index(index) => Some(index),
            AnyManifest::Manifest(_) => None,
        }
    }

    /// The manifest, if it is one.
    pub fn manifest(&self) -> Option<&Manifest> {
        match &self.value {
            AnyManifest::Index(_) => None,
            AnyManifest::Manifest(manifest) => Some(manifest),
        }
    }
}

impl Document<Index> {
    /// Writes an index: the same value gives the same bytes. Indented by two spaces, as buildx does.
    ///
    /// # Errors
    /// A value that is no JSON; this does not happen for values that were read.
    pub fn write(index: Index) -> Result<Self, ContentError> {
        let bytes: Arc<[u8]> = serde_json::to_vec_pretty(&index).map_err(|error| ContentError::new("index", error))?.into();
        let media_type = index.media_type.clone().unwrap_or_else(|| media_type::OCI_INDEX.to_owned());
        Ok(Self { digest: digest::sha256(&bytes), bytes, media_type, value: index })
    }
}

impl From<Document<Index>> for Document {
    fn from(document: Document<Index>) -> Self {
        document.with(AnyManifest::Index)
    }
}

/// As much of a document as tells what it is.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Probe {
    media_type: Option<String>,
    manifests: Option<IgnoredAny>,
    config: Option<IgnoredAny>,
    layers: Option<IgnoredAny>,
    fs_layers: Option<IgnoredAny>,
}

impl Probe {
    fn media_type<'a>(&'a self, declared: Option<&'a str>) -> Result<&'a str, ContentError> {
        // A plain web server says no more than "JSON"; then the document speaks for itself.
        let declared = declared.map(media_type::bare).filter(|declared| !matches!(*declared, "" | "application/json"));
        match (declared, self.media_type.as_deref()) {
            (Some(declared), Some(own)) if declared != own => {
                Err(ContentError::new("manifest", format!("it is declared as `{declared}`, but says that it is `{own}`")))
            }
            (Some(declared), _) => Ok(declared),
            (None, Some(own)) => Ok(own),
            (None, None) if self.manifests.is_some() => Ok(media_type::OCI_INDEX),
            (None, None) if self.config.is_some() && self.layers.is_some() => Ok(media_type::OCI_MANIFEST),
            (None, None) => Err(ContentError::new("manifest", "it has no media type and is neither an index nor a manifest")),
        }
    }

    fn check_shape(&self, kind: MediaKind) -> Result<(), ContentError> {
        let foreign: &[(&str, bool)] = if kind.is_index() {
            &[("config", self.config.is_some()), ("layers", self.layers.is_some()), ("fsLayers", self.fs_layers.is_some())]
        } else {
            &[("manifests", self.manifests.is_some()), ("fsLayers", self.fs_layers.is_some())]
        };
        let what = if kind.is_index() { "index" } else { "manifest" };
        match foreign.iter().find(|(_, there)| *there) {
            Some((field, _)) => Err(ContentError::new(what, format!("it has `{field}`, which does not belong there"))),
            None => Ok(()),
        }
    }
}

fn read<T: DeserializeOwned>(bytes: &[u8], what: &str) -> Result<T, ContentError> {
    serde_json::from_slice(bytes).map_err(|error| ContentError::new(what, error))
}

#[cfg(test)]
mod tests;
