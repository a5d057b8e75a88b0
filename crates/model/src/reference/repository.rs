//! Repositories: a registry and the path of an image in it.

use super::{Digest, ImageRef, ReferenceError, Registry, Tag, grammar};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A repository, `ghcr.io/noetl/server`. Printed as people write it: Docker Hub's host is left out.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Repository {
    registry: Registry,
    path: String,
}

impl Repository {
    /// A repository from its parts; a Docker Hub path of one component lies in `library`.
    pub fn new(registry: Registry, path: String) -> Result<Self, ReferenceError> {
        grammar::check_path(&path).map_err(|(why, fixed)| ReferenceError::new("repository", &path, why, fixed))?;
        let path = if registry.is_docker_hub() && !path.contains('/') { format!("library/{path}") } else { path };
        if registry.host().len() + 1 + path.len() > 255 {
            return Err(ReferenceError::new("repository", &path, "it is longer than 255 characters", None));
        }
        Ok(Self { registry, path })
    }

    /// The registry.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The path in the registry's HTTP interface: `library/debian` for `debian`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// With host and `library`, as in `docker.io/library/debian`.
    pub fn canonical(&self) -> String {
        format!("{}/{}", self.registry, self.path)
    }

    /// The reference of a tag in it.
    pub fn tagged(&self, tag: &Tag) -> ImageRef {
        ImageRef::tagged(self.clone(), tag.clone())
    }

    /// The reference of a digest in it.
    pub fn pinned(&self, digest: &Digest) -> ImageRef {
        ImageRef::pinned(self.clone(), digest.clone())
    }
}

impl FromStr for Repository {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let hub = || (Registry::docker_hub(), text);
        let (registry, path) = match text.split_once('/') {
            Some((host, path)) if grammar::looks_like_host(host) => (host.parse()?, path),
            Some(_) | None => hub(),
        };
        Self::new(registry, path.into()).map_err(|error| {
            let suggestion = error.suggestion().map(|fixed| text.replacen(path, fixed, 1));
            match grammar::check_path(path) {
                Err((why, _)) => ReferenceError::new("repository", text, why, suggestion),
                Ok(()) => error,
            }
        })
    }
}

impl fmt::Display for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.registry.is_docker_hub() {
            return f.write_str(&self.canonical());
        }
        f.write_str(self.path.strip_prefix("library/").unwrap_or(&self.path))
    }
}

impl TryFrom<String> for Repository {
    type Error = ReferenceError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Repository> for String {
    fn from(repository: Repository) -> Self {
        repository.to_string()
    }
}
