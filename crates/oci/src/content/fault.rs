//! Why a layer cannot be what it should be.

use super::compression::Compression;
use super::path;
use crate::{SourceError, findings};
use archwright_model::finding::LayerPlace;
use archwright_model::{Digest, Finding, Platform};
use std::{error, fmt, io};

/// Why a layer was not read to its end, or is not what manifest and config say of it.
#[derive(Debug)]
pub struct LayerFault(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: LayerFaultKind,
    /// The entry of the archive that was being read, as people write it.
    path: Option<String>,
}

/// What is wrong.
#[derive(Debug)]
pub enum LayerFaultKind {
    /// The source could not be asked, or stopped in the middle: nothing is known of the layer.
    Source(SourceError),
    /// The source does not have it.
    Missing,
    /// The manifest says that it is fetched from another place, and the source does not have it.
    Elsewhere,
    /// The config has no such layer: it names fewer than the manifest.
    NotInConfig,
    /// Its bytes are not those that the manifest names.
    Stored(String),
    /// Its media type is none of a layer that can be unpacked.
    MediaType(String),
    /// It is not compressed as its media type says.
    Compression {
        /// What the media type says.
        declared: Compression,
        /// What its first bytes say.
        found: Compression,
    },
    /// The compression or the archive is broken; the text tells how.
    Undecodable(String),
    /// Uncompressed it is not what the config names.
    DiffId {
        /// The config's.
        expected: Digest,
        /// Its own.
        found: String,
    },
    /// More than anybody needs; the text tells of what.
    Limit(String),
    /// An entry that no runtime unpacks; the text tells why.
    Entry(String),
}

impl LayerFault {
    pub(super) fn new(kind: LayerFaultKind) -> Self {
        Self(Box::new(Inner { kind, path: None }))
    }

    pub(super) fn undecodable(why: impl fmt::Display) -> Self {
        Self::new(LayerFaultKind::Undecodable(why.to_string()))
    }

    pub(super) fn limit(what: impl Into<String>) -> Self {
        Self::new(LayerFaultKind::Limit(what.into()))
    }

    pub(super) fn entry(why: impl Into<String>) -> Self {
        Self::new(LayerFaultKind::Entry(why.into()))
    }

    /// The same, said of an entry, unless it is said of one.
    pub(super) fn of(mut self, entry: &[u8]) -> Self {
        self.0.path.get_or_insert_with(|| path::display(entry));
        self
    }

    /// A failure while reading, sorted by what is inside it.
    pub(super) fn reading(error: io::Error) -> Self {
        let kind = error.kind();
        match error.downcast::<Self>() {
            Ok(fault) => fault,
            Err(error) => match error.downcast::<SourceError>() {
                Ok(source) => Self::new(LayerFaultKind::Source(source)),
                Err(error) if kind == io::ErrorKind::UnexpectedEof => Self::undecodable(format!("it ends too soon ({error})")),
                Err(error) => Self::undecodable(error),
            },
        }
    }

    /// What is wrong.
    pub fn kind(&self) -> &LayerFaultKind {
        &self.0.kind
    }

    /// The entry of the archive that it lies in, as people write it.
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// The source's own error, if it is none of the layer.
    pub fn source_error(&self) -> Option<&SourceError> {
        if let LayerFaultKind::Source(error) = self.kind() { Some(error) } else { None }
    }

    /// The same, taken out.
    pub fn into_source_error(self) -> Option<SourceError> {
        if let LayerFaultKind::Source(error) = self.0.kind { Some(error) } else { None }
    }

    /// The finding; `None` where it is no fault of the layer: the source failed, and [`LayerFault::source_error`] tells how, or need
    /// not have the layer.
    pub fn finding(&self, platform: Option<Platform>, subject: &str, layer: LayerPlace) -> Option<Finding> {
        let kind = match self.kind() {
            LayerFaultKind::Source(error) => match error.content() {
                Some(_) => findings::MANIFEST_BAD,
                None => return None,
            },
            LayerFaultKind::Elsewhere => return None,
            LayerFaultKind::Missing => findings::BLOB_MISSING,
            LayerFaultKind::NotInConfig => findings::LAYER_COUNT,
            LayerFaultKind::Stored(_) => findings::MANIFEST_BAD,
            LayerFaultKind::Undecodable(_) => findings::LAYER_UNDECODABLE,
            LayerFaultKind::DiffId { .. } => findings::LAYER_DIFF_ID,
            LayerFaultKind::MediaType(_) | LayerFaultKind::Compression { .. } => findings::LAYER_COMPRESSION,
            LayerFaultKind::Limit(_) => findings::LAYER_HOSTILE,
            LayerFaultKind::Entry(_) => findings::LAYER_ENTRY,
        };
        let finding = kind.at(platform, subject, self.to_string());
        Some(Finding { layer: Some(layer), path: self.path().map(Into::into), ..finding })
    }
}

impl fmt::Display for LayerFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            LayerFaultKind::Source(error) => error.fmt(f),
            LayerFaultKind::Missing => f.write_str("the layer is not there"),
            LayerFaultKind::NotInConfig => f.write_str("the config names no such layer"),
            LayerFaultKind::Elsewhere => f.write_str("the layer is fetched from another place"),
            LayerFaultKind::Stored(why) => write!(f, "the layer is not what the manifest names: {why}"),
            LayerFaultKind::MediaType(media_type) => write!(f, "no runtime unpacks a layer of media type `{media_type}`"),
            LayerFaultKind::Compression { declared, found } => {
                write!(f, "the media type says {declared}, and the first bytes of the layer say {found}")
            }
            LayerFaultKind::Undecodable(why) => write!(f, "the layer cannot be unpacked: {why}"),
            LayerFaultKind::DiffId { expected, found } => {
                write!(f, "uncompressed the layer has the digest {found}, the config says {expected}")
            }
            LayerFaultKind::Limit(what) => write!(f, "the layer is not read to its end: {what}"),
            LayerFaultKind::Entry(why) => f.write_str(why),
        }
    }
}

impl error::Error for LayerFault {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        self.source_error().map(|error| error as &(dyn error::Error + 'static))
    }
}

impl From<LayerFault> for io::Error {
    fn from(fault: LayerFault) -> Self {
        Self::other(fault)
    }
}
