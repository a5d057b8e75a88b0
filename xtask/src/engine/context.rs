//! Where the engine lives and what was asked through the environment, read once.
//!
//! Two folders: what can be downloaded or built again is *shared* by all engines of this user; what belongs to
//! one running engine is in a folder of its own. So a second engine (for tests) is up in seconds.

use anyhow::Result;
use camino::Utf8PathBuf;
use xshell::Shell;

use super::apt::Apt;
use super::machine::Arch;
use super::refusal::Refusal;

/// Which of Docker's two image stores a private engine runs with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Store {
    /// containerd's snapshotters: holds several platforms under one name.
    Containerd,
    /// The graph drivers: one platform per name.
    Classic,
}

impl Store {
    /// The name that `ARCHWRIGHT_ENGINE_STORE` takes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Containerd => "containerd",
            Self::Classic => "classic",
        }
    }
}

/// Folders and wishes of this call.
#[derive(Debug)]
pub struct Context {
    /// Downloads, unpacked packages, built binaries: shared by every engine of this user.
    pub shared: Utf8PathBuf,
    /// State of this engine: sockets, data root, logs.
    pub engine: Utf8PathBuf,
    /// A private engine was asked for by folder or store, whatever else is there.
    pub private: bool,
    /// Registry port, when the caller fixed it.
    pub port: Option<u16>,
    /// Image store, when the caller fixed it.
    pub store: Option<Store>,
    /// A Debian mirror to use instead of the machine's own.
    pub mirror: Option<String>,
    /// The machine's own architecture.
    pub native: Arch,
    /// The private apt root, refreshed at most once per call.
    pub apt: Apt,
}

impl Context {
    /// Reads the environment.
    ///
    /// # Errors
    /// A usage [`Refusal`] for a value that is not understood.
    pub fn read() -> Result<Self> {
        let sh = Shell::new()?;
        let var = |name: &str| sh.var(name).ok().filter(|value| !value.is_empty());
        let cache = match (var("XDG_CACHE_HOME"), var("HOME")) {
            (Some(cache), _) => Utf8PathBuf::from(cache),
            (None, Some(home)) => Utf8PathBuf::from(home).join(".cache"),
            (None, None) => return Err(Refusal::usage("neither XDG_CACHE_HOME nor HOME is set").into()),
        }
        .join("archwright");
        let here = Utf8PathBuf::from_path_buf(sh.current_dir())
            .map_err(|path| Refusal::usage(format!("the current directory is not UTF-8: {}", path.display())))?;
        let folder = var("ARCHWRIGHT_ENGINE_DIR").map(|dir| here.join(dir));
        let port = match var("ARCHWRIGHT_ENGINE_PORT") {
            None => None,
            Some(text) => Some(
                text.parse()
                    .ok()
                    .filter(|port| *port >= 1024)
                    .ok_or_else(|| Refusal::usage(format!("ARCHWRIGHT_ENGINE_PORT is `{text}`")).hint("a port from 1024 to 65535"))?,
            ),
        };
        let store = match var("ARCHWRIGHT_ENGINE_STORE").as_deref() {
            None => None,
            Some("containerd") => Some(Store::Containerd),
            Some("classic") => Some(Store::Classic),
            Some(other) => {
                return Err(Refusal::usage(format!("ARCHWRIGHT_ENGINE_STORE is `{other}`")).hint("containerd or classic").into());
            }
        };
        let shared = cache.join("downloads");
        Ok(Self {
            apt: Apt::new(shared.join("apt")),
            private: folder.is_some() || store.is_some(),
            engine: folder.unwrap_or_else(|| cache.join("engine")),
            shared,
            port,
            store,
            mirror: var("ARCHWRIGHT_DEBIAN_MIRROR"),
            native: Arch::native()?,
        })
    }

    /// Programs for the caller's PATH: links and small wrappers, shared by all engines.
    pub fn bin(&self) -> Utf8PathBuf {
        self.shared.join("bin")
    }

    /// The same beside an engine that was there before: without a docker client, which is the machine's.
    pub fn tools(&self) -> Utf8PathBuf {
        self.shared.join("tools")
    }

    /// Where the engine's packages are unpacked.
    pub fn root(&self) -> Utf8PathBuf {
        self.shared.join("root")
    }

    /// Pid files and sockets.
    pub fn run(&self) -> Utf8PathBuf {
        self.engine.join("run")
    }

    /// Logs of phases and daemons.
    pub fn log(&self) -> Utf8PathBuf {
        self.engine.join("log")
    }

    /// The private engine's socket.
    pub fn socket(&self) -> Utf8PathBuf {
        self.run().join("docker.sock")
    }

    /// The private docker client configuration.
    pub fn docker_config(&self) -> Utf8PathBuf {
        self.engine.join("docker")
    }
}
