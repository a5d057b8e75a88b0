//! How archwright is called in a project.

use std::fmt;

/// The command that the generated verbs call, before the verb: `cargo xtask` unless said otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invocation {
    /// The command, as it would be typed.
    pub command: String,
}

impl Invocation {
    /// The installed program instead of the project's own xtask.
    pub fn installed() -> Self {
        Self { command: "archwright".into() }
    }
}

impl Default for Invocation {
    fn default() -> Self {
        Self { command: "cargo xtask".into() }
    }
}

impl fmt::Display for Invocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.command)
    }
}
