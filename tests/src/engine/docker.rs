//! How a docker client reaches an engine: its socket, its configuration folder, and the registry beside it.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use super::{command::Command, variables};
use crate::program;
use camino::{Utf8Path, Utf8PathBuf};
use std::{collections::BTreeMap, fs, os::unix::fs::symlink};
use tempfile::TempDir;

/// An engine as one docker client sees it.
#[derive(Debug)]
pub struct Docker {
    /// The registry, `host:port`.
    pub registry: String,
    /// `DOCKER_HOST`; none is the current context's.
    host: Option<String>,
    /// `DOCKER_CONFIG`; none is the user's own.
    config: Option<Utf8PathBuf>,
    /// Removes the configuration folder if it was made here.
    _own: Option<TempDir>,
}

impl Docker {
    /// The engine that this process was given.
    pub(super) fn of_process() -> Option<Self> {
        Self::of(&program::variables())
    }

    pub(super) fn of(variables: &BTreeMap<String, String>) -> Option<Self> {
        let get = |name: &str| variables.get(name).filter(|value| !value.is_empty()).cloned();
        Some(Self { registry: get("REGISTRY")?, host: get("DOCKER_HOST"), config: get("DOCKER_CONFIG").map(Utf8PathBuf::from), _own: None })
    }

    /// The same engine through a configuration folder of the caller's own, with its own builders and credentials, and
    /// with that buildx plugin, or the usual one.
    ///
    /// # Panics
    /// The folder cannot be made.
    #[must_use]
    pub fn with_own_config(&self, buildx: Option<&Utf8Path>) -> Self {
        let own = tempfile::Builder::new().prefix("archwright-e2e-docker-").tempdir().expect("a temporary folder");
        let dir = Utf8PathBuf::from_path_buf(own.path().to_owned()).expect("a UTF-8 path");
        let plugins = dir.join("cli-plugins");
        fs::create_dir_all(&plugins).expect("a folder for plugins");
        if let Some(plugin) = buildx.map(Utf8Path::to_owned).or_else(|| self.buildx()) {
            symlink(plugin, plugins.join("docker-buildx")).expect("a link to buildx");
        }
        // Contexts live in the folder that is left behind.
        let ask = || self.on(Command::new("docker").args(["context", "inspect", "--format", "{{.Endpoints.docker.Host}}"])).run().exits(0);
        let host = self.host.clone().unwrap_or_else(|| ask().stdout.trim().to_owned());
        Self { registry: self.registry.clone(), host: Some(host), config: Some(dir), _own: Some(own) }
    }

    /// The folder of its configuration.
    pub fn config(&self) -> Utf8PathBuf {
        let home = || Utf8PathBuf::from(variables().get("HOME").map_or("/", String::as_str)).join(".docker");
        self.config.clone().unwrap_or_else(home)
    }

    /// The plugin of its configuration folder; docker finds the machine's by itself.
    fn buildx(&self) -> Option<Utf8PathBuf> {
        self.config().join("cli-plugins/docker-buildx").canonicalize_utf8().ok()
    }

    /// A command that reaches this engine.
    #[must_use]
    pub fn on(&self, mut command: Command) -> Command {
        if let Some(host) = &self.host {
            command = command.env("DOCKER_HOST", host);
        }
        if let Some(config) = &self.config {
            command = command.env("DOCKER_CONFIG", config.as_str());
        }
        command
    }

    /// `docker` with these arguments.
    pub fn docker(&self, args: &[&str]) -> Command {
        self.on(Command::new("docker").args(args))
    }

    /// Whether buildx has a builder of that name on record.
    pub fn has_builder(&self, name: &str) -> bool {
        self.config().join("buildx/instances").join(name).exists()
    }
}
