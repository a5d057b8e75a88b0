//! Docker: client, server, builder.

use super::Fact;
use archwright_model::{Platform, Platforms};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The Docker client and what it reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Docker {
    /// The client's version.
    pub client: String,
    /// The buildx plugin's version, `0.29.1`; none if there is no plugin.
    pub buildx: Option<String>,
    /// Where the server is: `DOCKER_HOST`, or the context's name.
    pub endpoint: String,
    /// The server, if it answers.
    pub server: Fact<Server>,
}

impl Docker {
    /// What tells this server from others: its own word, and as long as that is not known, where it is.
    pub fn identity(&self) -> &str {
        self.server.known().and_then(|server| server.id.as_deref()).unwrap_or(&self.endpoint)
    }

    /// Whether it is where Docker's client looks when nobody says anything.
    pub fn is_usual(&self) -> bool {
        self.endpoint == "context default" || self.endpoint == "unix:///var/run/docker.sock"
    }
}

/// The Docker server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Server {
    /// What it calls itself, the same however it is reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its version.
    pub version: String,
    /// Its platform, which need not be the client's.
    pub platform: Platform,
    /// Where it runs.
    pub host: ServerHost,
    /// What it keeps images in.
    pub image_store: ImageStore,
    /// Registries that it reaches by plain HTTP or without checking certificates, and ranges of addresses (`10.0.0.0/8`).
    pub insecure_registries: Vec<String>,
    /// Mirrors that it asks before Docker Hub, as URLs.
    pub mirrors: Vec<String>,
}

/// Where a Docker server runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ServerHost {
    /// On the machine that runs archwright, under the same kernel.
    ThisMachine,
    /// Elsewhere: another machine, or a virtual one.
    AnotherMachine,
}

/// The two image stores of a Docker server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ImageStore {
    /// containerd's: holds several platforms under one name.
    Containerd,
    /// The classic graph drivers: one platform per name.
    Classic,
}

/// A builder as buildx has it on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct BuilderInstance {
    /// What runs its nodes.
    pub driver: Driver,
    /// Its nodes.
    pub nodes: Vec<BuilderNode>,
    /// What its nodes were last seen to build, by their own word; none if we never asked.
    pub platforms: Option<Platforms>,
}

/// What runs a builder's nodes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Driver {
    /// The Docker server itself.
    Docker,
    /// BuildKit in a container.
    DockerContainer,
    /// BuildKit that somebody else runs.
    Remote,
    /// BuildKit in pods.
    Kubernetes,
    /// Docker Build Cloud.
    Cloud,
    /// One that is not known here.
    Other(String),
}

impl Driver {
    /// Its name in buildx.
    pub fn name(&self) -> &str {
        match self {
            Self::Docker => "docker",
            Self::DockerContainer => "docker-container",
            Self::Remote => "remote",
            Self::Kubernetes => "kubernetes",
            Self::Cloud => "cloud",
            Self::Other(name) => name,
        }
    }
}

impl From<String> for Driver {
    fn from(name: String) -> Self {
        [Self::Docker, Self::DockerContainer, Self::Remote, Self::Kubernetes, Self::Cloud]
            .into_iter()
            .find(|driver| driver.name() == name)
            .unwrap_or(Self::Other(name))
    }
}

impl From<Driver> for String {
    fn from(driver: Driver) -> Self {
        driver.name().to_owned()
    }
}

impl fmt::Display for Driver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One node of a builder. Its driver options are left out: they can hold the credentials of a proxy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct BuilderNode {
    /// Its name.
    pub name: String,
    /// Where it runs; a context's name for the server's own builder.
    pub endpoint: String,
    /// Platforms that its creator gave it.
    pub platforms: Platforms,
    /// What it was made for, if it is ours.
    pub stamp: Option<String>,
}
