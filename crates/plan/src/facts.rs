//! What was observed, once, before anything is decided. Facts can be saved and given back.

mod docker;
mod repository;
mod tools;

pub use docker::{BuilderInstance, BuilderNode, Docker, ImageStore, Server};
pub use repository::{CliPackage, Git, Repository, UiFolder};
pub use tools::{Rust, Tools};

use archwright_model::{Platform, Platforms};
use serde::{Deserialize, Serialize};

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

/// Everything a plan may depend on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Facts {
    /// The platform of the machine that runs archwright.
    pub host: Platform,
    /// The Docker client, its buildx, and the server it talks to.
    pub docker: Fact<Docker>,
    /// The selected builder as buildx has it on record; `None` if it has none of that name.
    pub builder: Fact<Option<BuilderInstance>>,
    /// Platforms whose programs this machine runs through an emulator.
    pub emulated: Fact<Platforms>,
    /// Programs on the PATH.
    pub tools: Tools,
    /// The Rust toolchain that builds command lines.
    pub rust: Fact<Rust>,
    /// The project's files and history.
    pub repository: Repository,
}

impl Facts {
    /// Facts of which only the host is known, and why nothing else is.
    pub fn unknown(host: Platform, why: &str) -> Self {
        Self {
            host,
            docker: Fact::Unknown(why.into()),
            builder: Fact::Unknown(why.into()),
            emulated: Fact::Unknown(why.into()),
            tools: Tools::default(),
            rust: Fact::Unknown(why.into()),
            repository: Repository::unknown(why),
        }
    }
}
