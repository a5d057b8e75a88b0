//! Repositories: a registry and the path of an image in it.

use super::{Digest, ImageRef, ReferenceError, Registry, Tag, grammar};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A repository, `ghcr.io/noetl/server`. Printed as people write it: Docker Hub's host is left out where the rest is read as the same.
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
            let host = text.strip_suffix(path).unwrap_or_default();
            let suggestion = error.suggestion().map(|fixed| format!("{host}{fixed}")).filter(|fixed| fixed.parse::<Self>().is_ok());
            match grammar::check_path(path) {
                Err((why, _)) => ReferenceError::new("repository", text, why, suggestion),
                Ok(()) => error,
            }
        })
    }
}

impl fmt::Display for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = self.path.strip_prefix("library/").filter(|name| !name.contains('/')).unwrap_or(&self.path);
        // Without its host, `docker.io/my.org/x` would be read as lying in the registry `my.org`.
        let misread = short.split_once('/').is_some_and(|(first, _)| grammar::looks_like_host(first));
        if misread || !self.registry.is_docker_hub() { f.write_str(&self.canonical()) } else { f.write_str(short) }
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

#[cfg(test)]
mod tests {
    use super::Repository;
    use crate::{ImageRef, Registry, reference::Namespace};

    /// Every path of up to three of these components, in each of these registries.
    #[test]
    fn what_is_printed_is_read_as_the_same() {
        let components = ["library", "a", "my.org", "localhost", "x_y"];
        let mut paths: Vec<String> = components.map(Into::into).to_vec();
        for _ in 0..2 {
            paths.extend(paths.clone().iter().flat_map(|path| components.map(|last| format!("{path}/{last}"))));
        }
        for host in ["docker.io", "ghcr.io", "localhost:5000"] {
            for path in &paths {
                let repository = Repository::new(host.parse::<Registry>().unwrap(), path.clone()).unwrap();
                let image = repository.tagged(&"5000".parse().unwrap());
                assert_eq!(repository.to_string().parse::<Repository>().unwrap(), repository, "{repository}");
                assert_eq!(repository.canonical().parse::<Repository>().unwrap(), repository, "{repository}");
                assert_eq!(image.to_string().parse::<ImageRef>().unwrap(), image, "{image}");
                let json = serde_json::to_string(&image).unwrap();
                assert_eq!(serde_json::from_str::<ImageRef>(&json).unwrap(), image, "{json}");
            }
        }
    }

    // Found by the fuzz target `reference`.
    #[test]
    fn what_is_proposed_can_be_read() {
        let proposed = |text: &str| text.parse::<Repository>().unwrap_err().suggestion().map(str::to_owned);
        assert_eq!(proposed("docker.io/o/").as_deref(), Some("docker.io/o"));
        assert_eq!(proposed("Dev.io/D").as_deref(), Some("Dev.io/d"));
        assert_eq!(proposed(&"A".repeat(245)), None);
        let of_host = |text: &str| text.parse::<Registry>().unwrap_err().suggestion().map(str::to_owned);
        assert_eq!((of_host("https://ghcr.io/").as_deref(), of_host(":///!")), (Some("ghcr.io"), None));
        let of_namespace = |text: &str| text.parse::<Namespace>().unwrap_err().suggestion().map(str::to_owned);
        assert_eq!((of_namespace("docker.io/o//").as_deref(), of_namespace("://!")), (Some("docker.io/o"), None));
        assert_eq!((of_namespace(&"a://".repeat(100_000)), of_namespace("/b__c.e")), (None, None));
    }

    #[test]
    fn what_people_write_is_printed() {
        for (given, printed) in [
            ("docker.io/library/debian", "debian"),
            ("docker.io/moby/buildkit", "moby/buildkit"),
            ("docker.io/library/a/b", "library/a/b"),
            ("docker.io/my.org/x", "docker.io/my.org/x"),
            ("docker.io/localhost/x", "docker.io/localhost/x"),
            ("ghcr.io/library/x", "ghcr.io/library/x"),
            ("GHCR.io/a/x", "ghcr.io/a/x"),
            ("INDEX.docker.io/a/x", "a/x"),
            // Found by the fuzz target `reference`.
            ("Dev/my.org/x", "Dev/my.org/x"),
        ] {
            let repository = given.parse::<Repository>().unwrap();
            assert_eq!(repository.to_string(), printed);
            assert_eq!(printed.parse::<Repository>().unwrap(), repository);
        }
    }
}
