//! What else BuildKit is told about a target, as bake spells it.

use super::BakeTarget;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What else BuildKit is told about a target: by reference where it is secret.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct BakeOptions {
    /// The Dockerfile itself, in place of its path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dockerfile_inline: Option<String>,
    /// Secrets by where they come from: `id=npm,env=NPM_TOKEN`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<String>,
    /// Agents and keys: `default`, `deploy=/home/me/.ssh/id`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ssh: Vec<String>,
    /// Caches that are read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cache_from: Vec<String>,
    /// Caches that are written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cache_to: Vec<String>,
    /// Stages that are built anew.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub no_cache_filter: Vec<String>,
    /// Whether each base is asked for again.
    #[serde(skip_serializing_if = "is_false")]
    pub pull: bool,
    /// Addresses of hosts.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub extra_hosts: BTreeMap<String, String>,
    /// Limits of every `RUN`: `nofile=1024:2048`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ulimits: Vec<String>,
    /// The size of `/dev/shm`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shm_size: Option<String>,
    /// The network of every `RUN`, if it is not the usual one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network: Option<String>,
    /// How layers are written: `compression=zstd`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub output: Vec<String>,
    /// What buildx must be allowed for it: `fs.read=/home/me/.npmrc`.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub allow: BTreeSet<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it")]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl BakeOptions {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What a person reads of it in a plan.
    pub(crate) fn lines(&self) -> Vec<String> {
        let list = |what: &str, all: &[String]| (!all.is_empty()).then(|| format!("{what}: {}", all.join(", ")));
        let hosts: Vec<_> = self.extra_hosts.iter().map(|(name, address)| format!("{name} at {address}")).collect();
        let one = |what: &str, text: &Option<String>| text.as_ref().map(|text| format!("{what}: {text}"));
        let lines = [
            list("secrets by reference", &self.secrets),
            list("ssh", &self.ssh),
            list("built anew", &self.no_cache_filter),
            self.pull.then(|| "every base is asked for again".to_owned()),
            list("hosts", &hosts),
            list("limits", &self.ulimits),
            one("/dev/shm", &self.shm_size),
            one("network", &self.network),
            list("layers", &self.output),
        ];
        lines.into_iter().flatten().collect()
    }

    /// What a person reads of its caches.
    pub(crate) fn caches(&self) -> Vec<String> {
        let read = self.cache_from.iter().map(|place| format!("cache read: {place}"));
        read.chain(self.cache_to.iter().map(|place| format!("cache written: {place}"))).collect()
    }
}

/// What buildx must be allowed for some targets, as flags.
pub(super) fn allowances(targets: &[BakeTarget]) -> Vec<String> {
    let all: BTreeSet<&String> = targets.iter().flat_map(|target| &target.options.allow).collect();
    all.into_iter().flat_map(|allowed| ["--allow".to_owned(), allowed.clone()]).collect()
}
