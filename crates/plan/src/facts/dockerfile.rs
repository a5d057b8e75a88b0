//! What a Dockerfile says, as far as a plan hangs on it.

use serde::{Deserialize, Serialize};

/// What a Dockerfile takes from elsewhere, and its stages.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Dockerfile {
    /// Everything named after `FROM`, `--from=` and `--mount=…,from=`, in its order.
    pub taken: Vec<Source>,
    /// The names of its stages.
    pub stages: Vec<String>,
    /// All of it.
    #[serde(default)]
    pub text: String,
}

/// A name that a Dockerfile takes something from: a stage, a context or an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Source {
    /// The instruction's line, from 1.
    pub line: u32,
    /// The name, as it is written.
    pub name: String,
}
