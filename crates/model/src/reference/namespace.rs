//! Where a project's images go: a registry, and the path in front of each image's name.

use super::{ReferenceError, Registry, Repository, grammar};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A registry and a path in it, `ghcr.io/noetl` or `127.0.0.1:5005/a/b`; with or without a trailing slash.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Namespace {
    registry: Registry,
    path: Option<String>,
}

impl Namespace {
    /// The registry.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The repository of that name below this namespace.
    pub fn repository(&self, name: &str) -> Result<Repository, ReferenceError> {
        match &self.path {
            Some(path) => Repository::new(self.registry.clone(), format!("{path}/{name}")),
            None => Repository::new(self.registry.clone(), name.into()),
        }
    }
}

impl FromStr for Namespace {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let trimmed = text.trim().strip_suffix('/').unwrap_or(text.trim());
        if let Some((_, rest)) = trimmed.split_once("://") {
            let fixed = (!rest.contains("://") && rest.parse::<Self>().is_ok()).then(|| rest.into());
            return Err(ReferenceError::new("registry", text, "a reference has no scheme", fixed));
        }
        let (host, path) = match trimmed.split_once('/') {
            Some((host, path)) => (host, Some(path)),
            None => (trimmed, None),
        };
        // `myorg` alone is a Docker Hub account, as in `docker push myorg/image`.
        let (host, path) = if grammar::looks_like_host(host) { (host, path) } else { ("docker.io", Some(trimmed)) };
        let registry: Registry = host.parse()?;
        if let Some(path) = path {
            let above = trimmed.strip_suffix(path).unwrap_or_default();
            grammar::check_path(path).map_err(|(why, fixed)| {
                let fixed = fixed.map(|fixed| format!("{above}{fixed}"));
                // Of `/a_b.c` what is left would be read as a host.
                ReferenceError::new("registry", text, why, fixed.filter(|fixed| fixed.parse::<Self>().is_ok()))
            })?;
        }
        Ok(Self { registry, path: path.map(Into::into) })
    }
}

impl fmt::Display for Namespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(f, "{}/{path}", self.registry),
            None => write!(f, "{}", self.registry),
        }
    }
}

impl TryFrom<String> for Namespace {
    type Error = ReferenceError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Namespace> for String {
    fn from(namespace: Namespace) -> Self {
        namespace.to_string()
    }
}
