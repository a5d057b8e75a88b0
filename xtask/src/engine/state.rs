//! What `up` decided, kept for `env`, `status`, `down` and the next `up`; and which engines share the downloads.

use anyhow::{Context as _, Result};
use camino::Utf8PathBuf;

use super::context::{Context, Store};
use super::daemon::Daemon;

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
        format!("aw{}", self.port)
    }

    /// Parent of its containers' control groups.
    pub fn cgroup(&self) -> String {
        format!("archwright-{}", self.port)
    }

    /// Reads the state of an engine that was up before.
    pub fn read(context: &Context) -> Option<Self> {
        serde_json::from_str(&std::fs::read_to_string(file(context)).ok()?).ok()
    }

    /// Writes the state.
    pub fn write(&self, context: &Context) -> Result<()> {
        std::fs::create_dir_all(&context.engine)?;
        std::fs::write(file(context), serde_json::to_string_pretty(self)?).context("writing the engine's state")
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
