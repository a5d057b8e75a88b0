//! *Ensure builder*: what the named builder must be, and what makes it so.

mod buildkitd;
mod state;

pub use buildkitd::BuildkitdConfig;
pub use state::BuilderState;

use crate::{Facts, Request, bake::scrubbed};
use archwright_model::{Command, Digest, Platforms, Project, Registry, project::BuilderName};
use camino::Utf8PathBuf;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// A builder by that name that can build the platforms; ours is known by the hash of its configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct EnsureBuilder {
    /// Its exact name.
    pub name: BuilderName,
    /// What it must build.
    pub platforms: Platforms,
    /// BuildKit's configuration for it.
    pub buildkitd: BuildkitdConfig,
    /// Where that configuration is written for buildx to read, relative to the project.
    pub config_file: Utf8PathBuf,
    /// Whether its nodes share the server's network: a registry on loopback is reached in no other way.
    pub host_network: bool,
    /// Hash over all that makes it ours; part of its driver options.
    pub hash: String,
    /// How it stands, as far as is known.
    pub state: BuilderState,
    /// Whether images will be pushed by digest, which the `docker` driver refuses.
    pub pushes: bool,
}

/// The driver option that carries our hash; BuildKit's container gets it as a variable and ignores it.
pub const HASH_OPTION: &str = "env.ARCHWRIGHT_CONFIG";

impl EnsureBuilder {
    pub(crate) fn new(project: &Project, facts: &Facts, request: &Request, platforms: Platforms, pushes: bool) -> Self {
        let name = request.builder.as_ref().map_or(&project.builder.value, |name| &name.value).clone();
        let target = crate::tags::namespace(project, request).map(|namespace| namespace.registry().clone());
        let buildkitd = BuildkitdConfig::new(project, facts, target.as_ref());
        let host_network = buildkitd.names_loopback() || target.as_ref().is_some_and(Registry::is_loopback);
        let endpoint = facts.docker.known().map_or("", |docker| docker.endpoint.as_str());
        let hash = hash(&[&buildkitd.text, endpoint, if host_network { "host" } else { "bridge" }]);
        let config_file = Utf8PathBuf::from(format!("target/archwright/builder/{name}.toml"));
        let state = BuilderState::judge(facts, &hash, &platforms);
        Self { name, platforms, buildkitd, config_file, host_network, hash, state, pushes }
    }

    /// Makes the builder and starts it.
    pub fn create(&self) -> Command {
        let mut command = Command::new("docker")
            .args(["buildx", "create", "--name", self.name.as_str(), "--driver", "docker-container"])
            .args(["--driver-opt", &format!("{HASH_OPTION}={}", self.hash)]);
        if self.host_network {
            command = command.args(["--driver-opt", "network=host"]);
        }
        if !self.buildkitd.text.is_empty() {
            // `--config` is what buildx 0.13 calls it; later versions take it as an alias.
            command = command.args(["--config", self.config_file.as_str()]);
        }
        scrubbed(command.arg("--bootstrap"))
    }

    /// Asks the builder, started if need be, what it can build.
    pub fn inspect(&self) -> Command {
        scrubbed(Command::new("docker").args(["buildx", "inspect", "--bootstrap", self.name.as_str()]))
    }

    /// Removes the builder; its cache volume stays, so that the next one of that name is warm.
    pub fn remove(&self) -> Command {
        scrubbed(Command::new("docker").args(["buildx", "rm", "--keep-state", self.name.as_str()]))
    }

    /// What the run would do, by what is known.
    pub fn commands(&self) -> Vec<Command> {
        match &self.state {
            BuilderState::Current => Vec::new(),
            BuilderState::Missing | BuilderState::Unknown(_) => vec![self.create(), self.inspect()],
            BuilderState::Drifted(_) => vec![self.remove(), self.create(), self.inspect()],
            BuilderState::Unasked | BuilderState::Foreign(_) => vec![self.inspect()],
        }
    }
}

/// Twelve hex digits over some texts.
fn hash(texts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for text in texts {
        hasher.update(text.len().to_le_bytes());
        hasher.update(text);
    }
    Digest::sha256(hasher.finalize().into()).short().to_owned()
}
