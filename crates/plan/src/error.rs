//! Why a request has no plan.

use archwright_model::{ExitKind, config::ConfigError};
use std::fmt;

/// A request that cannot be planned, with the fix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanError {
    kind: PlanErrorKind,
    message: String,
    details: Vec<String>,
    hint: Option<String>,
    key: Option<String>,
}

/// Whose fault it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanErrorKind {
    /// The command line's.
    Usage,
    /// The configuration's.
    Configuration,
    /// The machine's.
    Machine,
}

impl PlanError {
    /// A fault of the command line.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(PlanErrorKind::Usage, message.into())
    }

    /// A fault of the configuration.
    pub fn configuration(message: impl Into<String>) -> Self {
        Self::new(PlanErrorKind::Configuration, message.into())
    }

    /// Something this machine lacks.
    pub fn machine(message: impl Into<String>) -> Self {
        Self::new(PlanErrorKind::Machine, message.into())
    }

    fn new(kind: PlanErrorKind, message: String) -> Self {
        Self { kind, message, details: Vec::new(), hint: None, key: None }
    }

    /// The same with lines that say more, as somebody else said them.
    #[must_use]
    pub fn details(mut self, lines: impl IntoIterator<Item = String>) -> Self {
        self.details.extend(lines);
        self
    }

    /// The same with what fixes it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same about a key of the configuration: `image.server.dockerfile`.
    #[must_use]
    pub fn about(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// The key of the configuration that it is about.
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// Lines that say more.
    pub fn lines(&self) -> &[String] {
        &self.details
    }

    /// Whose fault it is.
    pub fn kind(&self) -> PlanErrorKind {
        self.kind
    }

    /// What fixes it.
    pub fn fix(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// The exit code's kind.
    pub fn exit(&self) -> ExitKind {
        match self.kind {
            PlanErrorKind::Usage => ExitKind::Usage,
            PlanErrorKind::Configuration => ExitKind::Configuration,
            PlanErrorKind::Machine => ExitKind::Machine,
        }
    }
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PlanError {}

impl From<ConfigError> for PlanError {
    fn from(error: ConfigError) -> Self {
        Self::configuration(error.to_string())
    }
}
