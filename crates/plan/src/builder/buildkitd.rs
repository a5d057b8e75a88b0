//! BuildKit's own configuration: which registries are plain HTTP, mirrored, or signed by a private authority.
//!
//! A `docker-container` builder inherits nothing of the Docker server's registry settings (docker/buildx#1370), so we hand them on.

use crate::registries::{Reach, Registries, Transport, is_plain_by_default};
use archwright_model::{Registry, project::Limits};
use serde::Serialize;
use std::fmt::Write as _;

/// A `buildkitd.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct BuildkitdConfig {
    /// The file's text; empty where BuildKit's defaults do.
    pub text: String,
    /// Where each part came from, for the plan.
    pub because: Vec<String>,
}

impl BuildkitdConfig {
    pub(super) fn new(registries: &Registries, limits: &Limits) -> Self {
        let said = registries.iter().flat_map(|(registry, reach)| reach.origins.iter().map(move |origin| format!("{registry}: {origin}")));
        let jobs = limits.jobs.as_ref().map(|jobs| format!("at most {} steps of BuildKit's at a time: {}", jobs.value, jobs.origin));
        Self { text: text(registries) + &workers(limits), because: said.chain(jobs).collect() }
    }
}

/// The file's text.
pub(super) fn text(registries: &Registries) -> String {
    registries.iter().map(|(registry, reach)| table(registry, reach)).collect()
}

/// How many steps are run at a time (BuildKit's `max-parallelism`, over all builds on the node).
pub(super) fn workers(limits: &Limits) -> String {
    limits.jobs.as_ref().map(|jobs| format!("[worker.oci]\nmax-parallelism = {}\n", jobs.value)).unwrap_or_default()
}

/// The table of one registry; nothing where BuildKit's defaults do.
fn table(registry: &Registry, reach: &Reach) -> String {
    let mut text = match reach.transport {
        Transport::Tls if is_plain_by_default(registry.host()) => "http = false\n",
        Transport::Tls => "",
        Transport::Http => "http = true\n",
        Transport::Insecure => "http = true\ninsecure = true\n",
    }
    .to_owned();
    let list = |texts: &[String]| texts.iter().map(|text| string(text)).collect::<Vec<_>>().join(", ");
    // Writing to a String cannot fail.
    if !reach.mirrors.is_empty() {
        let _ = writeln!(text, "mirrors = [{}]", list(&reach.mirrors));
    }
    if !reach.authorities.is_empty() {
        let files: Vec<_> = reach.authorities.iter().map(ToString::to_string).collect();
        let _ = writeln!(text, "ca = [{}]", list(&files));
    }
    if text.is_empty() { text } else { format!("[registry.{}]\n{text}", string(registry.host())) }
}

/// A TOML basic string; JSON's escapes are a subset of TOML's.
fn string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
