//! How the named builder stands.

use super::HASH_OPTION;
use crate::facts::{BuilderInstance, Fact, Facts};
use archwright_model::{Platform, Platforms};
use serde::Serialize;

/// How the builder of the wanted name stands before the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BuilderState {
    /// Ours, as it should be, and known to build the platforms: nothing to do.
    Current,
    /// Ours and as it should be; what it builds has to be asked.
    Unasked,
    /// There is none of that name.
    Missing,
    /// Ours, made for another configuration.
    Drifted(String),
    /// Somebody else's, with that driver: used if it is able, never changed.
    Foreign(String),
    /// Docker could not be asked.
    Unknown(String),
}

impl BuilderState {
    pub(super) fn judge(facts: &Facts, hash: &str, needed: &Platforms) -> Self {
        let instance = match &facts.builder {
            Fact::Unknown(why) => return Self::Unknown(why.clone()),
            Fact::Known(None) => return Self::Missing,
            Fact::Known(Some(instance)) => instance,
        };
        let ours: Vec<_> = instance.nodes.iter().filter_map(|node| node.driver_opts.get(HASH_OPTION)).collect();
        // A builder to which somebody added a node of their own is theirs.
        if ours.len() < instance.nodes.len() || ours.is_empty() {
            return Self::Foreign(instance.driver.clone());
        }
        if let Some(other) = ours.iter().find(|found| found.as_str() != hash) {
            return Self::Drifted(format!("it was made for configuration {other}, this one is {hash}"));
        }
        match &instance.platforms {
            Some(platforms) if needed.iter().all(|platform| platforms.contains(platform)) && still_able(facts, instance, needed) => {
                Self::Current
            }
            Some(_) | None => Self::Unasked,
        }
    }
}

/// An emulator that was there when the builder was asked can be gone after a reboot.
fn still_able(facts: &Facts, instance: &BuilderInstance, needed: &Platforms) -> bool {
    let native = facts.docker.known().and_then(|docker| docker.server.known()).map(|server| server.platform);
    let pinned = |platform: Platform| instance.nodes.iter().any(|node| node.platforms.contains(platform));
    needed.iter().all(|platform| match facts.emulated.known() {
        Some(emulated) => native.is_some_and(|native| native.arch() == platform.arch()) || emulated.contains(platform) || pinned(platform),
        None => true,
    })
}
