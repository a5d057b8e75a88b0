//! Content that is not what it says.

use std::fmt;

/// Why bytes are not the document that they should be; names the part and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentError {
    what: String,
    why: String,
    size: Option<u64>,
}

impl ContentError {
    pub(crate) fn new(what: impl Into<String>, why: impl fmt::Display) -> Self {
        Self { what: what.into(), why: why.to_string(), size: None }
    }

    /// The same of content that is not whole, or of another digest, and has so many bytes.
    pub(crate) fn of_size(self, size: u64) -> Self {
        Self { size: Some(size), ..self }
    }

    /// The document or the part of it.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// What is wrong, without the part.
    pub fn why(&self) -> &str {
        &self.why
    }

    /// How many bytes it has, where it is not whole or of another digest.
    pub fn size(&self) -> Option<u64> {
        self.size
    }
}

impl fmt::Display for ContentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "bad {}: {}", self.what, self.why)
    }
}

impl std::error::Error for ContentError {}
