//! What `up` decided, kept for `env`, `status`, `down` and the next `up`; and which engines share the downloads.

use anyhow::{Context as _, Result};
use camino::Utf8PathBuf;
use serde_json::Value;

use super::context::{Context, Store};
use super::daemon::Daemon;
use super::settings;

/// What bridges' names begin with; the port follows.
const BRIDGE: &str = "aw";

/// Whose engine it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Ours, with our daemons.
    Private,
    /// The machine's; ours is only the registry.
    Present,
}

/// The decisions of `up`.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct State {
    /// Whose engine.
    pub kind: Kind,
    /// Port of the registry on loopback.
    pub port: u16,
    /// Image store of a private engine.
    pub store: Store,
    /// Whether callers need our Rust toolchain.
    #[serde(default)]
    pub toolchain: bool,
    /// What the registry runs as.
    #[serde(default)]
    pub registry_by: RegistryBy,
}

/// What the registry runs as.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RegistryBy {
    /// A daemon of ours.
    Process,
    /// A container on the machine's own engine.
    #[default]
    Container,
}

impl State {
    /// The registry as clients name it.
    pub fn registry(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The engine's bridge: its own, so that `docker0` and its rules stay with the engine they belong to.
    pub fn bridge(&self) -> String {
        format!("{BRIDGE}{}", self.port)
    }

    /// Parent of its containers' control groups.
    pub fn cgroup(&self) -> String {
        format!("archwright-{}", self.port)
    }

    /// Reads the state of an engine that was up before; if its note is lost, what its daemons were told says enough.
    pub fn read(context: &Context) -> Option<Self> {
        let note = std::fs::read_to_string(file(context)).ok().and_then(|text| serde_json::from_str(&text).ok());
        note.or_else(|| Self::of_settings(&settings::read(context)?))
    }

    /// Writes the state, whole or not at all.
    pub fn write(&self, context: &Context) -> Result<()> {
        std::fs::create_dir_all(&context.engine)?;
        let part = context.engine.join("state.json.part");
        std::fs::write(&part, serde_json::to_string_pretty(self)?)
            .and_then(|()| std::fs::rename(&part, file(context)))
            .context("writing the engine's state")
    }

    /// The state that a private engine's `daemon.json` follows from.
    fn of_settings(settings: &Value) -> Option<Self> {
        let port = settings.get("bridge")?.as_str()?.strip_prefix(BRIDGE)?.parse().ok()?;
        let snapshotter = settings.pointer("/features/containerd-snapshotter")?.as_bool()?;
        let store = if snapshotter { Store::Containerd } else { Store::Classic };
        Some(Self { kind: Kind::Private, port, store, toolchain: false, registry_by: RegistryBy::Process })
    }
}

fn file(context: &Context) -> Utf8PathBuf {
    context.engine.join("state.json")
}

/// Notes that this engine uses the shared downloads.
pub fn join(context: &Context) -> Result<()> {
    let dir = context.shared.join("engines");
    std::fs::create_dir_all(&dir)?;
    let name = context.engine.as_str().replace('/', "%");
    std::fs::write(dir.join(name), context.engine.as_str()).context("noting the engine")
}

/// The other engines of this user that are running now. Notes of engines that are gone are removed.
pub fn others(context: &Context) -> Vec<Utf8PathBuf> {
    let notes = context.shared.join("engines").read_dir_utf8().into_iter().flatten().flatten();
    notes
        .filter_map(|note| {
            let engine = Utf8PathBuf::from(std::fs::read_to_string(note.path()).ok()?);
            // Beside the machine's own engine there is the registry alone.
            let alive = ["dockerd", "registry"].iter().any(|name| Daemon::new(name, &engine.join("run"), &engine.join("log")).alive());
            if !alive && engine != context.engine {
                let _ = std::fs::remove_file(note.path());
            }
            (alive && engine != context.engine).then_some(engine)
        })
        .collect()
}

/// Takes the note back.
pub fn leave(context: &Context) {
    let name = context.engine.as_str().replace('/', "%");
    let _ = std::fs::remove_file(context.shared.join("engines").join(name));
}

#[cfg(test)]
mod tests {
    use super::{State, Store};
    use serde_json::json;

    #[test]
    fn a_lost_note_follows_from_what_the_daemons_were_told() {
        let told = json!({ "bridge": "aw5007", "features": { "containerd-snapshotter": false } });
        let state = State::of_settings(&told).map(|state| (state.port, state.store, state.bridge()));
        assert_eq!(state, Some((5007, Store::Classic, "aw5007".to_owned())));
        assert!(State::of_settings(&json!({ "bridge": "docker0" })).is_none());
    }
}
