//! One judged fact: what is wrong, where, why it matters, what to do.

use crate::Platform;
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
    /// The object: a reference, a path.
    pub subject: String,
    /// One sentence of what and why.
    pub message: String,
    /// One sentence of what to do.
    pub remedy: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ", self.severity, self.id)?;
        if let Some(platform) = self.platform {
            write!(f, "{platform} ")?;
        }
        write!(f, "{}: {}\n  fix: {}", self.subject, self.message, self.remedy)
    }
}
