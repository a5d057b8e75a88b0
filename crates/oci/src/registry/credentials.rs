//! What a user proves itself with, and the programs that know it.

use std::fmt;

/// Runs credential helpers; the caller brings it, because only the caller starts processes.
pub trait CredentialHelper: Send + Sync {
    /// Runs `docker-credential-<helper> get` with the server on stdin and gives its stdout.
    ///
    /// # Errors
    /// The program is not there, takes too long, or fails; the text is what it printed, from either stream.
    fn get(&self, helper: &str, server: &str) -> Result<String, String>;
}

/// Runs nothing: every helper is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NoHelpers;

impl CredentialHelper for NoHelpers {
    fn get(&self, helper: &str, _server: &str) -> Result<String, String> {
        Err(format!("nothing here runs `docker-credential-{helper}`"))
    }
}

/// Where credentials come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    /// The docker config itself.
    File,
    /// What is asked before it.
    Over,
    /// A helper that it names.
    Helper(String),
}

/// What a user proves itself with, and where that comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub credentials: Credentials,
    pub source: Source,
}

/// What a user proves itself with.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Credentials {
    Anonymous,
    Basic {
        user: String,
        password: String,
    },
    /// An `OAuth2` refresh token (`identitytoken`).
    Refresh(String),
    /// A token for the registry itself (`registrytoken`).
    Bearer(String),
}

// A secret must not reach a log by way of `{:?}`.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Anonymous => "Anonymous",
            Self::Basic { .. } => "Basic(…)",
            Self::Refresh(_) => "Refresh(…)",
            Self::Bearer(_) => "Bearer(…)",
        })
    }
}
