//! Who said a fact.

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a fact was read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactOrigin {
    /// What a command printed.
    Command(String),
    /// A file, or a folder's list; relative to the project where it lies in it.
    File(Utf8PathBuf),
    /// An environment variable, by its name.
    Environment(String),
    /// The program itself: the machine that it was compiled for.
    Program,
}

impl fmt::Display for FactOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Command(command) => write!(f, "`{command}`"),
            Self::File(path) => write!(f, "{path}"),
            Self::Environment(name) => write!(f, "environment {name}"),
            Self::Program => f.write_str("this program"),
        }
    }
}
