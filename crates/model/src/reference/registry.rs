//! Registries: a host, and a port where it is not the usual one.

use super::ReferenceError;
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
        let name = name_of(&self.0);
        name == "localhost" || name.ends_with(".localhost") || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }
}

/// The host without port and brackets.
fn name_of(host: &str) -> &str {
    match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(rest),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    }
}

impl FromStr for Registry {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = |why: &str, suggestion: Option<String>| Err(ReferenceError::new("registry", text, why, suggestion));
        if let Some((_, rest)) = text.split_once("://") {
            return error("a reference has no scheme", Some(rest.trim_end_matches('/').into()));
        }
        let (name, port) = match text.strip_prefix('[') {
            Some(rest) => match rest.split_once(']') {
                Some((ip, after)) => (ip, after.strip_prefix(':')),
                None => return error("its `[` is not closed", None),
            },
            None => match text.rsplit_once(':') {
                Some((name, port)) => (name, Some(port)),
                None => (text, None),
            },
        };
        if port.is_some_and(|port| !port.parse::<u16>().is_ok_and(|port| port > 0)) {
            return error("its port is not a number from 1 to 65535", None);
        }
        let label = |label: &str| {
            !label.is_empty()
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        if name.parse::<IpAddr>().is_err() && !name.split('.').all(label) {
            return error("it is not a host name", None);
        }
        match text {
            "docker.io" | "index.docker.io" | "registry-1.docker.io" => Ok(Self::docker_hub()),
            _ => Ok(Self(text.to_ascii_lowercase())),
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
