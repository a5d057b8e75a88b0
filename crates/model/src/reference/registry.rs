//! Registries: a host, and a port where it is not the usual one.

use super::{ReferenceError, grammar, host::host_and_port};
use serde::{Deserialize, Serialize};
use std::{fmt, net::IpAddr, str::FromStr};

/// A registry, `ghcr.io` or `127.0.0.1:5005`. Docker Hub is `docker.io`, whichever of its names was given.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Registry(String);

impl Registry {
    /// Docker Hub.
    pub fn docker_hub() -> Self {
        Self("docker.io".into())
    }

    /// Host and port as they stand in a reference.
    pub fn host(&self) -> &str {
        &self.0
    }

    /// The host without its port, an IPv6 address without its brackets.
    pub fn name(&self) -> &str {
        host_and_port(&self.0).map_or(&self.0, |(name, _)| name)
    }

    /// Where its HTTP interface answers: the host itself, except for Docker Hub.
    pub fn api_host(&self) -> &str {
        if self.is_docker_hub() { "registry-1.docker.io" } else { &self.0 }
    }

    /// Whether it is Docker Hub.
    pub fn is_docker_hub(&self) -> bool {
        self.0 == "docker.io"
    }

    /// Whether it is on this machine's loopback, where Docker itself allows plain HTTP.
    pub fn is_loopback(&self) -> bool {
        let name = self.name();
        name == "localhost" || name.ends_with(".localhost") || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }
}

impl FromStr for Registry {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = |why: &str, suggestion: Option<String>| Err(ReferenceError::new("registry", text, why, suggestion));
        if let Some((_, rest)) = text.split_once("://") {
            let host = rest.trim_end_matches('/');
            return error("a reference has no scheme", host_and_port(host).is_ok().then(|| host.into()));
        }
        if let Err(why) = host_and_port(text) {
            return error(why, None);
        }
        let lower = text.to_ascii_lowercase();
        match lower.as_str() {
            "docker.io" | "index.docker.io" | "registry-1.docker.io" => Ok(Self::docker_hub()),
            host if grammar::looks_like_host(host) => Ok(Self(lower)),
            // `Dev/app` is `app` at the host `Dev`, and `dev/app` a repository of Docker Hub.
            _ => Ok(Self(text.into())),
        }
    }
}

impl TryFrom<String> for Registry {
    type Error = ReferenceError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Registry> for String {
    fn from(registry: Registry) -> Self {
        registry.0
    }
}

impl fmt::Display for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
