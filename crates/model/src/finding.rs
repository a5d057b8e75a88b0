//! One judged fact: what is wrong, where, why it matters, what to do.

mod kind;

pub use kind::FindingKind;

use crate::{Digest, Platform};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; nothing fails.
    Note,
    /// Probably wrong; nothing fails.
    Warning,
    /// The image is not what it says.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// A finding with its stable id: `AW1xx` proof, `AW2xx` lint, `AW3xx` doctor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Finding {
    /// `AW101` and so on; never reused for another meaning.
    pub id: String,
    /// How bad it is.
    pub severity: Severity,
    /// The platform it is about, if it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    /// The object: a reference of an image, the path of a file in the repository.
    pub subject: String,
    /// The layer that brought it, if it lies in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layer: Option<LayerPlace>,
    /// The file inside the image, if it is about one: absolute, what is no UTF-8 escaped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Where in the subject's text, if that is a file of text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// One sentence of what and why.
    pub message: String,
    /// One sentence of what to do.
    pub remedy: String,
}

/// A layer of an image.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct LayerPlace {
    /// Counted from 1, the lowest first, as the manifest lists them.
    pub number: usize,
    /// As it is stored: the digest in the manifest.
    pub digest: Digest,
}

/// A place in a text, both counted from 1; a column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ", self.severity, self.id)?;
        if let Some(platform) = self.platform {
            write!(f, "{platform} ")?;
        }
        f.write_str(&self.subject)?;
        if let Some(Position { line, column }) = self.position {
            write!(f, ":{line}:{column}")?;
        }
        if let Some(path) = &self.path {
            write!(f, " {path}")?;
        }
        if let Some(LayerPlace { number, digest }) = &self.layer {
            write!(f, " (layer {number}, sha256:{})", digest.short())?;
        }
        write!(f, ": {}\n  fix: {}", self.message, self.remedy)
    }
}
