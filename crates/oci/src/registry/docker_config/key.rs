//! What a key of `auths` and `credHelpers` names: a registry, or a part of one (containers-auth.json(5), "Format").

use archwright_model::{Registry, Repository};

/// Other names of Docker Hub that stand in configs.
const HUB_HOSTS: [&str; 3] = ["docker.io", "index.docker.io", "registry-1.docker.io"];

/// What a key names of a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// The registry as a whole.
    Registry,
    /// So many bytes of the repository's path; more are nearer.
    Part(usize),
}

/// How a key reaches a repository, if it does.
pub(super) fn reach(key: &str, repository: &Repository) -> Option<Reach> {
    let plain = key.strip_prefix("https://").or_else(|| key.strip_prefix("http://"));
    let rest = plain.unwrap_or(key).trim_end_matches('/');
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    if !is_host_of(host, repository.registry()) {
        return None;
    }
    // An address is that of a registry's interface, as old versions of Docker wrote it.
    if plain.is_some() || matches!(path, "" | "v1" | "v2") {
        return Some(Reach::Registry);
    }
    let after = repository.path().strip_prefix(path)?;
    (after.is_empty() || after.starts_with('/')).then_some(Reach::Part(path.len()))
}

fn is_host_of(host: &str, registry: &Registry) -> bool {
    if registry.is_docker_hub() { HUB_HOSTS.contains(&host) } else { host.eq_ignore_ascii_case(registry.host()) }
}
