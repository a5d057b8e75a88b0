//! BuildKit's own configuration: which registries are plain HTTP, mirrored, or signed by a private authority.
//!
//! A `docker-container` builder inherits nothing of the Docker server's registry settings (docker/buildx#1370), so we hand them on.

use crate::Facts;
use archwright_model::{Project, Registry, project::RegistrySettings};
use serde::Serialize;
use std::{collections::BTreeMap, fmt::Write as _};

/// A `buildkitd.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct BuildkitdConfig {
    /// The file's text; empty where BuildKit's defaults do.
    pub text: String,
    /// Where each part came from, for the plan.
    pub because: Vec<String>,
    #[serde(skip)]
    hosts: Vec<String>,
}

impl BuildkitdConfig {
    pub(super) fn new(project: &Project, facts: &Facts, target: Option<&Registry>) -> Self {
        let mut registries = BTreeMap::<String, RegistrySettings>::new();
        let mut because = Vec::new();
        if project.registries.is_empty() {
            inherit(facts, &mut registries, &mut because);
        }
        for (registry, settings) in &project.registries {
            because.push(format!("{registry}: archwright.toml"));
            let mut settings = settings.clone();
            settings.ca_file = settings.ca_file.map(|file| project.path(file));
            registries.insert(registry.to_string(), settings);
        }
        // Docker itself falls back to plain HTTP on loopback; BuildKit must be told.
        if let Some(target) = target.filter(|target| target.is_loopback() && !project.registries.contains_key(target)) {
            because.push(format!("{target}: plain HTTP, it is on loopback"));
            registries.entry(target.to_string()).or_default().http = true;
        }
        let hosts =
            registries.iter().flat_map(|(host, settings)| std::iter::once(host.clone()).chain(settings.mirrors.iter().cloned())).collect();
        Self { text: render(&registries), because, hosts }
    }

    /// Whether one of its registries or mirrors is on this machine's loopback.
    pub(super) fn names_loopback(&self) -> bool {
        self.hosts.iter().any(|host| {
            let host = host.split('/').next().unwrap_or(host);
            host.parse::<Registry>().is_ok_and(|registry| registry.is_loopback())
        })
    }
}

/// What `docker info` tells: mirrors of Docker Hub, and registries without proper TLS.
fn inherit(facts: &Facts, registries: &mut BTreeMap<String, RegistrySettings>, because: &mut Vec<String>) {
    let Some(server) = facts.docker.known().and_then(|docker| docker.server.known()) else { return };
    for mirror in &server.mirrors {
        let (scheme, rest) = mirror.split_once("://").unwrap_or(("https", mirror));
        let host = rest.trim_end_matches('/').to_owned();
        because.push(format!("docker.io: mirror {host} of the Docker server"));
        if scheme == "http" {
            registries.entry(host.clone()).or_default().http = true;
        }
        registries.entry("docker.io".into()).or_default().mirrors.push(host);
    }
    // Address ranges (`127.0.0.0/8`) are no registries.
    for host in server.insecure_registries.iter().filter(|host| !host.contains('/')) {
        because.push(format!("{host}: insecure registry of the Docker server"));
        registries.entry(host.clone()).or_default().http = true;
    }
}

fn render(registries: &BTreeMap<String, RegistrySettings>) -> String {
    let mut text = String::new();
    for (host, settings) in registries {
        if *settings == RegistrySettings::default() {
            continue;
        }
        // Writing to a String cannot fail.
        let _ = writeln!(text, "[registry.{}]", string(host));
        if settings.http {
            text.push_str("http = true\n");
        }
        if !settings.mirrors.is_empty() {
            let mirrors: Vec<_> = settings.mirrors.iter().map(|mirror| string(mirror)).collect();
            let _ = writeln!(text, "mirrors = [{}]", mirrors.join(", "));
        }
        if let Some(file) = &settings.ca_file {
            let _ = writeln!(text, "ca = [{}]", string(file.as_str()));
        }
    }
    text
}

/// A TOML basic string; JSON's escapes are a subset of TOML's.
fn string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
