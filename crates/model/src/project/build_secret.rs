//! Secrets and keys of a build: where they come from, never what they are.

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A secret that `RUN --mount=type=secret,id=…` may ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct BuildSecret {
    /// What the Dockerfile calls it.
    pub id: String,
    /// Where it comes from.
    pub from: SecretSource,
}

/// Where a secret comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SecretSource {
    /// A variable of the environment.
    Env(String),
    /// A file: relative to the project, absolute, or below `~`.
    File(Utf8PathBuf),
}

/// A key or an agent that `RUN --mount=type=ssh` may ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SshKey {
    /// What the Dockerfile calls it; `default` where it gives no `id`.
    pub id: String,
    /// A key's file, or an agent's socket: relative to the project, absolute, or below `~`. None is the agent of `SSH_AUTH_SOCK`.
    pub path: Option<Utf8PathBuf>,
}

/// The variable that names the socket of the user's agent.
pub const SSH_AUTH_SOCK: &str = "SSH_AUTH_SOCK";

impl fmt::Display for BuildSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.from {
            SecretSource::Env(name) => write!(f, "{} from ${name}", self.id),
            SecretSource::File(path) => write!(f, "{} from {path}", self.id),
        }
    }
}

impl fmt::Display for SshKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(f, "{} from {path}", self.id),
            None => write!(f, "{} from ${SSH_AUTH_SOCK}", self.id),
        }
    }
}
