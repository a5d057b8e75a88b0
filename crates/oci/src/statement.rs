//! In-toto statements, as `BuildKit` attests with them: of which image they speak, and what they show that nobody should read.

mod materials;
mod search;
mod subjects;

pub use materials::materials;
pub use subjects::package_url;
pub(crate) use subjects::{named_repository, renamed};

use crate::ContentError;
use crate::exposure::{Exposure, KnownSecrets};
use crate::json::nullable;
use archwright_model::Digest;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The largest statement that is read; a bill of materials has some megabytes.
pub const STATEMENT_LIMIT: u64 = 128 * 1024 * 1024;

/// A statement (in-toto attestation framework, `spec/v0.1/README.md` and `spec/v1/statement.md`) without its predicate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Statement {
    /// What the predicate is.
    pub predicate_type: String,
    /// What it speaks of.
    pub subjects: Vec<Subject>,
    /// What it shows that nobody should read; never the text itself.
    pub exposures: Vec<Exposure>,
}

/// What a statement speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Subject {
    /// A package URL, where `BuildKit` wrote it.
    #[serde(default)]
    pub name: String,
    /// Its digest, by algorithm.
    #[serde(default)]
    pub digest: BTreeMap<String, String>,
}

impl Subject {
    /// Whether it is that document.
    pub fn is(&self, digest: &Digest) -> bool {
        self.digest.get(digest.algorithm()).is_some_and(|hex| hex == digest.hex())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    predicate_type: String,
    #[serde(default, deserialize_with = "nullable")]
    subject: Vec<Subject>,
}

impl Statement {
    /// Reads a statement and looks for secrets in all of it.
    ///
    /// # Errors
    /// It is no statement.
    pub fn parse(bytes: &[u8], secrets: &dyn KnownSecrets) -> Result<Self, ContentError> {
        let bad = |error: serde_json::Error| {
            // Serde's message may quote a value.
            let why = format!("it cannot be read, starting at line {} column {}", error.line(), error.column());
            ContentError::new("statement", why)
        };
        let head: Head = serde_json::from_slice(bytes).map_err(bad)?;
        let exposures = search::exposures(bytes, secrets).map_err(bad)?;
        Ok(Self { predicate_type: head.predicate_type, subjects: head.subject, exposures })
    }
}

#[cfg(test)]
mod tests;
