//! Docker: client, server, builder.

use super::Fact;
use archwright_model::{Platform, Platforms};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The Docker client and what it reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
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

/// The Docker server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Server {
    /// Its version.
    pub version: String,
    /// Its platform, which need not be the client's.
    pub platform: Platform,
    /// What it keeps images in.
    pub image_store: ImageStore,
    /// Registries that it reaches by plain HTTP or without checking certificates.
    pub insecure_registries: Vec<String>,
    /// Mirrors that it asks before Docker Hub, as URLs.
    pub mirrors: Vec<String>,
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
#[serde(rename_all = "kebab-case")]
pub struct BuilderInstance {
    /// `docker-container`, `docker`, `remote`, `kubernetes`, `cloud`.
    pub driver: String,
    /// Its nodes.
    pub nodes: Vec<BuilderNode>,
    /// What its nodes were last seen to build, by their own word; none if we never asked.
    pub platforms: Option<Platforms>,
}

/// One node of a builder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct BuilderNode {
    /// Its name.
    pub name: String,
    /// Where it runs.
    pub endpoint: String,
    /// Platforms that its creator gave it.
    pub platforms: Platforms,
    /// Driver options; ours carry the hash of their configuration.
    pub driver_opts: BTreeMap<String, String>,
}
