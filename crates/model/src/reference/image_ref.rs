//! References: a repository with a tag, a digest, or both.

use super::{Digest, ReferenceError, Repository, Tag};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A reference to an image: `ghcr.io/noetl/server:1.2@sha256:…`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ImageRef {
    repository: Repository,
    tag: Option<Tag>,
    digest: Option<Digest>,
}

impl ImageRef {
    /// A tag of a repository.
    pub fn tagged(repository: Repository, tag: Tag) -> Self {
        Self { repository, tag: Some(tag), digest: None }
    }

    /// A digest in a repository.
    pub fn pinned(repository: Repository, digest: Digest) -> Self {
        Self { repository, tag: None, digest: Some(digest) }
    }

    /// The repository.
    pub fn repository(&self) -> &Repository {
        &self.repository
    }

    /// The tag, if it has one.
    pub fn tag(&self) -> Option<&Tag> {
        self.tag.as_ref()
    }

    /// The digest, if it has one.
    pub fn digest(&self) -> Option<&Digest> {
        self.digest.as_ref()
    }

    /// What the registry is asked for: the digest, else the tag, else `latest`.
    pub fn selector(&self) -> &str {
        match (&self.digest, &self.tag) {
            (Some(digest), _) => digest.as_str(),
            (None, Some(tag)) => tag.as_str(),
            (None, None) => "latest",
        }
    }
}

impl FromStr for ImageRef {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest.parse()?)),
            None => (text, None),
        };
        // A colon behind the last slash starts the tag; one before it belongs to a port.
        let split = rest.rfind(':').filter(|colon| !rest[*colon..].contains('/'));
        let (name, tag) = match split {
            Some(colon) => (&rest[..colon], Some(rest[colon + 1..].parse()?)),
            None => (rest, None),
        };
        let repository = name.parse::<Repository>().map_err(|error| {
            let suggestion = error.suggestion().map(|fixed| text.replacen(name, fixed, 1));
            error.suggesting(suggestion)
        })?;
        Ok(Self { repository, tag, digest })
    }
}

impl fmt::Display for ImageRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.repository)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}

impl TryFrom<String> for ImageRef {
    type Error = ReferenceError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ImageRef> for String {
    fn from(image: ImageRef) -> Self {
        image.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ImageRef, Namespace, Registry};

    #[track_caller]
    fn check(input: &str, canonical: &str) {
        let got = match input.parse::<ImageRef>() {
            Ok(image) => format!("{} {}", image.repository().canonical(), image.selector()),
            Err(error) => format!("error: {error}"),
        };
        assert_eq!(got, canonical, "{input}");
        if let Ok(image) = input.parse::<ImageRef>() {
            assert_eq!(image.to_string().parse::<ImageRef>().unwrap(), image);
        }
    }

    #[test]
    fn references_follow_the_distribution_grammar() {
        let hex = "a".repeat(64);
        check("debian", "docker.io/library/debian latest");
        check("debian:bookworm-slim", "docker.io/library/debian bookworm-slim");
        check("index.docker.io/moby/buildkit:x", "docker.io/moby/buildkit x");
        check("127.0.0.1:5005/noetl/server", "127.0.0.1:5005/noetl/server latest");
        check("localhost/server:1", "localhost/server 1");
        check("[::1]:5000/a:b", "[::1]:5000/a b");
        check(&format!("ghcr.io/a/b:1@sha256:{hex}"), &format!("ghcr.io/a/b sha256:{hex}"));
        check("a__b/c-d---e:1", "docker.io/a__b/c-d---e 1");
    }

    #[test]
    fn bad_references_name_the_nearest_good_one() {
        check(
            "ghcr.io/x//y:1",
            "error: invalid repository `ghcr.io/x//y`: it has an empty path component (a double or trailing slash); did you mean `ghcr.io/x/y:1`?",
        );
        check(
            "ghcr.io/NoETL/server",
            "error: invalid repository `ghcr.io/NoETL/server`: repository names are lower case; did you mean `ghcr.io/noetl/server`?",
        );
        check("a:b c", "error: invalid tag `b c`: only letters, digits, `_`, `.` and `-` are allowed; did you mean `b-c`?");
        check("a@sha256:12", "error: invalid digest `sha256:12`: `sha256` has 64 lower-case hex digits");
        check("", "error: an empty repository: name one, or leave it out");
        check("a/.b", "error: invalid repository `a/.b`: `.b` is not letters and digits joined by `.`, `_`, `__` or `-`");
        check("reg:0/a", "error: invalid registry `reg:0`: its port is not a number from 1 to 65535");
        check("reg:99999/a", "error: invalid registry `reg:99999`: its port is not a number from 1 to 65535");
    }

    #[test]
    fn namespaces_take_a_trailing_slash_a_port_and_a_nested_path() {
        for (input, expected) in [
            ("ghcr.io/noetl", "ghcr.io/noetl/server"),
            ("ghcr.io/noetl/", "ghcr.io/noetl/server"),
            ("127.0.0.1:5005/a/b/", "127.0.0.1:5005/a/b/server"),
            ("myorg", "docker.io/myorg/server"),
            ("docker.io", "docker.io/library/server"),
        ] {
            let namespace: Namespace = input.parse().unwrap();
            assert_eq!(namespace.repository("server").unwrap().canonical(), expected);
        }
        for (input, expected) in [
            (
                "ghcr.io/x//y",
                "invalid registry `ghcr.io/x//y`: it has an empty path component (a double or trailing slash); did you mean `ghcr.io/x/y`?",
            ),
            ("https://ghcr.io/x", "invalid registry `https://ghcr.io/x`: a reference has no scheme; did you mean `ghcr.io/x`?"),
            ("ghcr.io/NoETL", "invalid registry `ghcr.io/NoETL`: repository names are lower case; did you mean `ghcr.io/noetl`?"),
        ] {
            assert_eq!(input.parse::<Namespace>().unwrap_err().to_string(), expected);
        }
    }

    #[test]
    fn loopback_is_known_in_every_form() {
        for (host, loopback) in [
            ("127.0.0.1:5005", true),
            ("localhost:5000", true),
            ("[::1]:5000", true),
            ("127.1.2.3", true),
            ("reg.localhost", true),
            ("ghcr.io", false),
            ("10.0.0.1:5000", false),
        ] {
            assert_eq!(host.parse::<Registry>().unwrap().is_loopback(), loopback, "{host}");
        }
    }
}
