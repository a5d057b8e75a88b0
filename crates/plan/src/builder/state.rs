//! How the named builder stands.

use super::{Difference, OnRecord, Stamp};
use crate::facts::{BuilderInstance, Driver, Fact, Facts, ServerHost};
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
    /// Ours, made for something else.
    Drifted(Vec<Difference>),
    /// Somebody else's, with that driver: used if it is able, never changed.
    Foreign(Driver),
    /// Docker could not be asked.
    Unknown(String),
}

impl BuilderState {
    pub(super) fn judge(facts: &Facts, stamp: &Stamp, needed: &Platforms) -> Self {
        let drifted = match OnRecord::of(&facts.builder, stamp) {
            OnRecord::Unknown(why) => return Self::Unknown(why),
            OnRecord::Missing => return Self::Missing,
            OnRecord::Foreign(driver) => return Self::Foreign(driver),
            OnRecord::Drifted(differences) => Some(differences),
            OnRecord::AsItShouldBe => None,
        };
        // What it should be hangs on the server's registry settings.
        match &facts.docker {
            Fact::Unknown(why) => return Self::Unknown(why.clone()),
            Fact::Known(docker) => {
                if let Fact::Unknown(why) = &docker.server {
                    return Self::Unknown(why.clone());
                }
            }
        }
        if let Some(differences) = drifted {
            return Self::Drifted(differences);
        }
        let Some(instance) = facts.builder.known().and_then(Option::as_ref) else { return Self::Missing };
        match &instance.platforms {
            Some(platforms) if needed.iter().all(|platform| platforms.contains(platform)) && still_able(facts, instance, needed) => {
                Self::Current
            }
            Some(_) | None => Self::Unasked,
        }
    }
}

/// An emulator that was there when the builder was asked can be gone after a reboot.
///
/// This machine's emulators are the builder's only if the server is this machine; of another one, only itself knows.
fn still_able(facts: &Facts, instance: &BuilderInstance, needed: &Platforms) -> bool {
    let server = facts.docker.known().and_then(|docker| docker.server.known());
    let native = |platform: Platform| server.is_some_and(|server| server.platform.arch() == platform.arch());
    let pinned = |platform: Platform| instance.nodes.iter().any(|node| node.platforms.contains(platform));
    let emulated = match server.map(|server| server.host) {
        Some(ServerHost::ThisMachine) => facts.emulated.known(),
        Some(ServerHost::AnotherMachine) | None => None,
    };
    needed.iter().all(|platform| native(platform) || pinned(platform) || emulated.is_some_and(|all| all.contains(platform)))
}
