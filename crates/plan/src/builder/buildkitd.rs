//! BuildKit's own configuration: which registries are plain HTTP, mirrored, or signed by a private authority.
//!
//! A `docker-container` builder inherits nothing of the Docker server's registry settings (docker/buildx#1370), so we hand them on.

use crate::Facts;
use archwright_model::{Project, Registry, project::RegistrySettings};
use camino::Utf8PathBuf;
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
    pub(super) authorities: Vec<String>,
    #[serde(skip)]
    hosts: Vec<String>,
}

/// How one registry is reached.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Entry {
    transport: Transport,
    mirrors: Vec<String>,
    ca: Option<Utf8PathBuf>,
}

/// What BuildKit speaks to a registry (its `util/resolver`, seen in 0.25).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Transport {
    /// HTTPS with a certificate that is checked.
    #[default]
    Tls,
    /// Plain HTTP and nothing else: `http = true`.
    Http,
    /// HTTPS whatever the certificate, else plain HTTP, as Docker treats an insecure registry: `http` and `insecure` together.
    Insecure,
}

type Entries = BTreeMap<String, Entry>;

impl BuildkitdConfig {
    pub(super) fn new(project: &Project, facts: &Facts, target: Option<&Registry>) -> Self {
        let (mut entries, mut because) = of_project(project, target);
        if project.registries.is_empty() {
            inherit(facts, &mut entries, &mut because);
        }
        let contents = |settings: &RegistrySettings| facts.authorities.get(settings.ca_file.as_ref()?)?.known().cloned();
        let authorities = project.registries.values().filter_map(contents).collect();
        let hosts = entries.iter().flat_map(|(host, entry)| std::iter::once(host.clone()).chain(entry.mirrors.iter().cloned())).collect();
        Self { text: render(&entries), because, authorities, hosts }
    }

    /// The part of it that does not hang on the machine.
    pub(super) fn text_of_project(project: &Project, target: Option<&Registry>) -> String {
        render(&of_project(project, target).0)
    }

    /// Whether one of its registries or mirrors is on this machine's loopback.
    pub(super) fn names_loopback(&self) -> bool {
        self.hosts.iter().any(|host| is_loopback(host.split('/').next().unwrap_or(host)))
    }
}

/// What the project says, and what a registry on loopback needs.
fn of_project(project: &Project, target: Option<&Registry>) -> (Entries, Vec<String>) {
    let (mut entries, mut because) = (Entries::new(), Vec::new());
    for (registry, settings) in &project.registries {
        because.push(format!("{registry}: archwright.toml"));
        let transport = if settings.http { Transport::Http } else { Transport::Tls };
        let ca = settings.ca_file.as_ref().map(|file| project.path(file));
        entries.insert(registry.to_string(), Entry { transport, mirrors: settings.mirrors.clone(), ca });
    }
    let by_name = |target: &&Registry| target.is_loopback() && !is_plain_by_default(target.host());
    if let Some(target) = target.filter(by_name).filter(|target| !project.registries.contains_key(target)) {
        because.push(format!("{target}: not checked, or plain HTTP: it is on loopback"));
        entries.entry(target.to_string()).or_default().transport = Transport::Insecure;
    }
    (entries, because)
}

/// What `docker info` tells: mirrors of Docker Hub, and registries without proper TLS.
fn inherit(facts: &Facts, entries: &mut Entries, because: &mut Vec<String>) {
    let Some(server) = facts.docker.known().and_then(|docker| docker.server.known()) else { return };
    for mirror in &server.mirrors {
        let (scheme, rest) = mirror.split_once("://").unwrap_or(("https", mirror));
        let host = rest.trim_end_matches('/').to_owned();
        because.push(format!("docker.io: mirror {host} of the Docker server"));
        entries.entry(host.clone()).or_default().transport = if scheme == "http" { Transport::Http } else { Transport::Tls };
        entries.entry("docker.io".into()).or_default().mirrors.push(host);
    }
    // Address ranges (`127.0.0.0/8`) are no registries.
    for host in server.insecure_registries.iter().filter(|host| !host.contains('/')) {
        because.push(format!("{host}: insecure registry of the Docker server"));
        entries.entry(host.clone()).or_default().transport = Transport::Insecure;
    }
}

fn is_loopback(host: &str) -> bool {
    host.parse::<Registry>().is_ok_and(|registry| registry.is_loopback())
}

/// Whether BuildKit speaks plain HTTP to that host unless told otherwise: loopback addresses and `localhost`, no other name.
fn is_plain_by_default(host: &str) -> bool {
    let name = host.split(['/', ':']).next().unwrap_or(host);
    is_loopback(host.split('/').next().unwrap_or(host)) && !name.ends_with(".localhost")
}

fn render(entries: &Entries) -> String {
    let mut text = String::new();
    for (host, entry) in entries {
        let transport = match entry.transport {
            Transport::Tls if is_plain_by_default(host) => "http = false\n",
            Transport::Tls => "",
            Transport::Http => "http = true\n",
            Transport::Insecure => "http = true\ninsecure = true\n",
        };
        if transport.is_empty() && entry.mirrors.is_empty() && entry.ca.is_none() {
            continue;
        }
        // Writing to a String cannot fail.
        let _ = writeln!(text, "[registry.{}]", string(host));
        text.push_str(transport);
        if !entry.mirrors.is_empty() {
            let mirrors: Vec<_> = entry.mirrors.iter().map(|mirror| string(mirror)).collect();
            let _ = writeln!(text, "mirrors = [{}]", mirrors.join(", "));
        }
        if let Some(file) = &entry.ca {
            let _ = writeln!(text, "ca = [{}]", string(file.as_str()));
        }
    }
    text
}

/// A TOML basic string; JSON's escapes are a subset of TOML's.
fn string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::is_plain_by_default;

    #[test]
    fn buildkit_takes_these_for_local() {
        for (host, plain) in [
            ("localhost:5000", true),
            ("127.0.0.1:5000", true),
            ("127.0.0.1:5000/mirror", true),
            ("[::1]:5000", true),
            ("registry.localhost:5000", false),
            ("10.0.0.5:5000", false),
            ("ghcr.io", false),
        ] {
            assert_eq!(is_plain_by_default(host), plain, "{host}");
        }
    }
}
