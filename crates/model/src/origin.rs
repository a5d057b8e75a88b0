//! Where a value came from: the command line, environment, file, code or default, in this order of precedence.

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Where a setting was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// A flag of this invocation, as spelled: `--registry`.
    Flag(String),
    /// The verb of this invocation, which says it by its name: `docker-build-local`.
    Verb(String),
    /// An environment variable, by its name.
    Environment(String),
    /// A place in the configuration file.
    File {
        /// The file, relative to the project.
        path: Utf8PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// Rust code that built the project.
    Code,
    /// Nobody said anything.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) => write!(f, "flag {name}"),
            Self::Verb(name) => write!(f, "verb {name}"),
            Self::Environment(name) => write!(f, "environment {name}"),
            Self::File { path, line } => write!(f, "{path}:{line}"),
            Self::Code => f.write_str("code"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A value and where it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it was set.
    pub origin: Origin,
}

impl<T> Sourced<T> {
    /// A value with its origin.
    pub fn new(value: T, origin: Origin) -> Self {
        Self { value, origin }
    }

    /// A value that nobody set.
    pub fn default(value: T) -> Self {
        Self::new(value, Origin::Default)
    }

    /// A value set by Rust code.
    pub fn code(value: T) -> Self {
        Self::new(value, Origin::Code)
    }
}
