//! What we cannot do here, told in words a person can act on, with its exit code.

use std::fmt;

/// An error that is not our bug: lower case, at most one line with the fix, and the exit code it leads to.
#[derive(Debug)]
pub struct Refusal {
    /// One of the project's exit codes: 2 usage, 4 this machine.
    pub code: u8,
    message: String,
    hint: Option<String>,
}

impl Refusal {
    /// The call was wrong (exit 2).
    pub fn usage(message: impl Into<String>) -> Self {
        Self { code: 2, message: message.into(), hint: None }
    }

    /// This machine lacks something (exit 4).
    pub fn machine(message: impl Into<String>) -> Self {
        Self { code: 4, message: message.into(), hint: None }
    }

    /// Says first what made us try at all.
    pub fn because(mut self, reason: &str) -> Self {
        self.message = format!("{reason}; {}", self.message);
        self
    }

    /// Adds the one line that says how to go on.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "\n  fix: {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Refusal {}
