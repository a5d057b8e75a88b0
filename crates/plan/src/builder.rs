//! *Ensure builder*: what the named builder must be, and what makes it so.

mod ability;
mod buildkitd;
mod name;
mod record;
mod stamp;
mod state;

pub(crate) use ability::{check, condition, pushes_by_digest};
pub use buildkitd::BuildkitdConfig;
pub use name::name;
pub use record::OnRecord;
pub use stamp::{Difference, Network, STAMP_OPTION, Stamp};
pub use state::BuilderState;

use crate::{Fact, Facts, PlanError, Request, bake::scrubbed, registries::Registries};
use archwright_model::{Command, Platforms, Project, project::BuilderName};
use camino::Utf8PathBuf;
use serde::Serialize;
use std::collections::BTreeMap;

/// A builder by that name that can build the platforms; ours is known by the stamp of what it was made for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct EnsureBuilder {
    /// Its exact name.
    pub name: BuilderName,
    /// What it must build.
    pub platforms: Platforms,
    /// Those of them that something runs on; files alone BuildKit puts into an image for any platform (seen with 0.25).
    #[serde(skip)]
    pub runs: Platforms,
    /// BuildKit's configuration for it.
    pub buildkitd: BuildkitdConfig,
    /// Where that configuration is written for buildx to read, relative to the project.
    pub config_file: Utf8PathBuf,
    /// The network that its nodes share.
    pub network: Network,
    /// What it is made for; part of its driver options.
    pub stamp: Stamp,
    /// How it stands, as far as is known.
    pub state: BuilderState,
}

impl EnsureBuilder {
    pub(crate) fn new(
        project: &Project,
        facts: &Facts,
        request: &Request,
        platforms: Platforms,
        runs: Platforms,
    ) -> Result<Self, PlanError> {
        for (registry, file) in project.registries.iter().filter_map(|(registry, settings)| Some((registry, settings.ca_file.as_ref()?))) {
            if let Some(Fact::Unknown(why)) = facts.authorities.get(file) {
                return Err(PlanError::configuration(format!("`ca-file` of [registry.\"{registry}\"]: {why}"))
                    .hint("name a PEM file below the project's folder, or an absolute path"));
            }
        }
        let name = name(project, &facts.docker, request).value;
        let registries = registries(project, facts, request);
        let buildkitd = BuildkitdConfig::new(&registries, &project.limits);
        let network = name::network(&registries, name::target(project, request).as_ref());
        let stamp = Stamp::new(&buildkitd, &authorities(project, facts, &registries), facts, network);
        let config_file = Utf8PathBuf::from(format!("target/archwright/builder/{name}.toml"));
        let state = BuilderState::judge(facts, &stamp, &platforms);
        Ok(Self { name, platforms, runs, buildkitd, config_file, network, stamp, state })
    }

    /// Makes the builder and starts it.
    pub fn create(&self) -> Command {
        let mut command = Command::new("docker")
            .args(["buildx", "create", "--name", self.name.as_str(), "--driver", "docker-container"])
            .args(["--driver-opt", &format!("{STAMP_OPTION}={}", self.stamp)]);
        command = match self.network {
            Network::Bridge => command,
            Network::Host => command.args(["--driver-opt", "network=host"]),
        };
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

    /// Removes the builder; its cache volume stays, so that the next one of that name on the same server is warm.
    pub fn remove(&self) -> Command {
        scrubbed(Command::new("docker").args(["buildx", "rm", "--keep-state", self.name.as_str()]))
    }

    /// Why it is made anew, and what that costs.
    pub fn drift(&self, differences: &[Difference]) -> String {
        let list: Vec<_> = differences.iter().map(ToString::to_string).collect();
        let cache =
            if differences.contains(&Difference::Server) { "its build cache stays on that server" } else { "its build cache is kept" };
        format!("{}; {cache}", list.join(", and "))
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

/// How the builder reaches registries.
fn registries(project: &Project, facts: &Facts, request: &Request) -> Registries {
    Registries::new(project, &facts.docker, &facts.docker_authorities, name::target(project, request).as_ref())
}

/// What the authorities of the registries hold, as digests.
fn authorities<'a>(project: &'a Project, facts: &'a Facts, registries: &'a Registries) -> Vec<&'a str> {
    let contents: BTreeMap<_, _> = facts.authorities.iter().map(|(file, contents)| (project.path(file), contents)).collect();
    let files = registries.iter().flat_map(|(_, reach)| &reach.authorities);
    files.filter_map(|file| contents.get(file)?.known().map(String::as_str)).collect()
}
