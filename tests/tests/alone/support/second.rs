//! A second engine in a folder of its own. It goes down when this is dropped.

use super::xtask;
use archwright_tests::engine::command::{Command, Ended};
use camino::{Utf8Path, Utf8PathBuf};
use std::fs;
use tempfile::TempDir;

/// The daemons, by their pid files.
pub const DAEMONS: [&str; 3] = ["registry", "containerd", "dockerd"];

/// An engine that nobody else knows.
pub struct Second {
    /// Its folder.
    pub folder: Utf8PathBuf,
    cache: Option<Utf8PathBuf>,
    /// Named in the environment; without a name it stands beside the engine that is there.
    name: String,
    _dir: TempDir,
}

impl Second {
    /// With the downloads of the engine that is there; it is not up yet.
    pub fn new() -> Self {
        let (dir, folder) = temporary();
        let folder = folder.join("engine");
        Self { name: folder.to_string(), folder, cache: None, _dir: dir }
    }

    /// With a cache folder of its own, in which everything is a link to the downloads that are there, but not what
    /// engines write down about themselves and about the machine.
    pub fn with_own_cache() -> Self {
        let (dir, cache) = temporary();
        let (from, to) = (downloads(), cache.join("archwright/downloads"));
        fs::create_dir_all(&to).expect("a folder");
        for entry in from.read_dir_utf8().expect("the downloads").flatten() {
            if !["bin", "tools", "engines", "lock", "binfmt.json"].contains(&entry.file_name()) {
                std::os::unix::fs::symlink(entry.path(), to.join(entry.file_name())).expect("a link");
            }
        }
        let folder = cache.join("archwright/engine");
        Self { name: folder.to_string(), folder, cache: Some(cache), _dir: dir }
    }

    /// The same as somebody has it who has a Docker Engine of his own: the one that the suite was given.
    pub fn beside_the_first() -> Self {
        let mut second = Self::with_own_cache();
        second.name.clear();
        second
    }

    /// `cargo xtask engine` with these arguments, for this engine.
    pub fn engine(&self, args: &[&str]) -> Command {
        let command = xtask(&[&["engine"], args].concat()).env("ARCHWRIGHT_ENGINE_DIR", &self.name);
        let command = command.env("ARCHWRIGHT_ENGINE_PORT", "").env("ARCHWRIGHT_ENGINE_STORE", "");
        self.cache.iter().fold(command, |command, cache| command.env("XDG_CACHE_HOME", cache.as_str()))
    }

    /// Brings it up.
    #[track_caller]
    pub fn up(&self) -> Ended {
        self.engine(&["up"]).run().exits(0)
    }

    /// A script that reaches it, as a person's shell would.
    pub fn shell(&self, script: &str) -> Command {
        let lines = self.engine(&["env"]).run().exits(0).stdout;
        Command::new("sh").args(["-euc", &format!("{lines}\n{script}")])
    }

    /// Its registry, by its own word, while it runs containers and the registry answers.
    #[track_caller]
    pub fn works(&self) -> String {
        let script = "docker run --rm --quiet debian:bookworm-slim true; curl --silent --fail http://$REGISTRY/v2/ >&2; echo $REGISTRY";
        self.shell(script).run().exits(0).stdout.trim().to_owned()
    }

    /// The pid of one of its daemons.
    #[track_caller]
    pub fn pid(&self, daemon: &str) -> String {
        let text = fs::read_to_string(self.folder.join(format!("run/{daemon}.pid"))).expect("a pid file");
        text.split(' ').next().expect("a pid").to_owned()
    }

    /// Its bridge: every link of the machine has a name.
    #[track_caller]
    pub fn bridge(&self) -> String {
        let registry = self.shell("echo $REGISTRY").run().exits(0).stdout;
        format!("aw{}", registry.trim().rsplit(':').next().expect("a port"))
    }
}

impl Drop for Second {
    fn drop(&mut self) {
        // A test that failed has left it up.
        let _ = self.engine(&["down"]).run();
    }
}

fn temporary() -> (TempDir, Utf8PathBuf) {
    let dir = tempfile::Builder::new().prefix("archwright-alone-").tempdir().expect("a temporary folder");
    let path = Utf8PathBuf::from_path_buf(dir.path().canonicalize().expect("a folder that is there")).expect("a UTF-8 path");
    (dir, path)
}

/// The downloads that every engine of this user shares.
pub fn downloads() -> Utf8PathBuf {
    let shown = xtask(&["engine", "status"]).run().stdout;
    let line = shown.lines().find(|line| line.starts_with("downloads")).expect("`engine status` names the downloads");
    Utf8Path::new(line.split_whitespace().last().expect("a folder")).to_owned()
}
