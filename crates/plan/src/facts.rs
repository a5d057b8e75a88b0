//! What was observed, once, before anything is decided. Facts can be saved and given back.

mod baked;
mod docker;
mod dockerfile;
mod occasion;
mod origin;
mod repository;
mod tools;

pub use baked::BakedTarget;
pub use docker::{BuilderInstance, BuilderNode, Docker, Driver, ImageStore, Server, ServerHost};
pub use dockerfile::{Dockerfile, Source};
pub use occasion::{Ci, CiSystem};
pub use origin::FactOrigin;
pub use repository::{CliMember, CliPackage, CliRefusal, Git, LinkTime, Repository, UiFolder, Yarn};
pub use tools::{Rust, RustFlags, Tools};

use archwright_model::{Platform, Platforms, Registry};
use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Something observed, or why it is not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fact<T> {
    /// Observed.
    Known(T),
    /// Not observed, and why: `docker is not on the PATH`.
    Unknown(String),
}

impl<T> Fact<T> {
    /// The value, if it is known.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown(_) => None,
        }
    }

    /// Why it is not known, if so.
    pub fn why_unknown(&self) -> Option<&str> {
        match self {
            Self::Known(_) => None,
            Self::Unknown(why) => Some(why),
        }
    }
}

/// Files with authorities, absolute, by the registry that they are for.
pub type Authorities = BTreeMap<Registry, Vec<Utf8PathBuf>>;

/// Everything a plan may depend on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Facts {
    /// The platform of the machine that runs archwright.
    pub host: Fact<Platform>,
    /// The Docker client, its buildx, and the server it talks to.
    pub docker: Fact<Docker>,
    /// The selected builder as buildx has it on record; `None` if it has none of that name.
    pub builder: Fact<Option<BuilderInstance>>,
    /// Platforms whose programs this machine runs through an emulator.
    pub emulated: Fact<Platforms>,
    /// What each file with an authority holds, as a digest: each registry's `ca-file`, by its path in the project, and Docker's.
    #[serde(default)]
    pub authorities: BTreeMap<Utf8PathBuf, Fact<String>>,
    /// Files with authorities that Docker trusts for single registries (`certs.d/HOST/*.crt`).
    #[serde(default)]
    pub docker_authorities: Authorities,
    /// Programs on the PATH.
    pub tools: Tools,
    /// The Rust toolchain that builds command lines.
    pub rust: Fact<Rust>,
    /// The project's files and history.
    pub repository: Repository,
    /// Proxies that buildx gives to every build (`httpProxy` of Docker's configuration) and whose URL has a password: names alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proxies_with_password: Vec<String>,
    /// The time that a reproducible build takes for now, in seconds since 1970, as `SOURCE_DATE_EPOCH` says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_date_epoch: Option<String>,
    /// Variables that a secret or an agent is to be taken from, and cannot be: why, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unusable_variables: BTreeMap<String, String>,
    /// The user's home, where the project names a file in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<Utf8PathBuf>,
    /// The job of a CI system that this is; none outside of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ci: Option<Ci>,
    /// The time of the run, in seconds since 1970, where a tag takes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<u64>,
    /// Which command, file or variable said each of these, by their paths: `docker`, `repository.version`.
    #[serde(default)]
    pub origins: BTreeMap<String, FactOrigin>,
}

impl Facts {
    /// Facts of which only the host is known, and why nothing else is.
    pub fn unknown(host: Platform, why: &str) -> Self {
        Self {
            host: Fact::Known(host),
            docker: Fact::Unknown(why.into()),
            builder: Fact::Unknown(why.into()),
            emulated: Fact::Unknown(why.into()),
            authorities: BTreeMap::new(),
            docker_authorities: BTreeMap::new(),
            tools: Tools::default(),
            rust: Fact::Unknown(why.into()),
            repository: Repository::unknown(why),
            proxies_with_password: Vec::new(),
            source_date_epoch: None,
            unusable_variables: BTreeMap::new(),
            home: None,
            ci: None,
            clock: None,
            origins: BTreeMap::new(),
        }
    }
}
