//! The real engine, registry and tools that end-to-end tests run against, as `cargo xtask engine env` names them.
//!
//! Everything that a run of the suite makes on the engine carries the run's name, and a janitor removes it when the
//! suite's process is gone, however it went.
#![expect(clippy::panic, clippy::expect_used, reason = "a test fails by panicking")]

pub mod command;
pub mod daemon;
mod docker;
mod janitor;

pub use docker::Docker;

use crate::program;
use camino::{Utf8Path, Utf8PathBuf};
use command::Command;
use std::{
    collections::BTreeMap,
    fs, process,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

/// What the whole suite runs with; made once.
#[derive(Debug)]
pub struct Engine {
    /// The run's name: part of every builder and repository that it makes.
    pub suite: String,
    /// The program under test.
    pub archwright: Utf8PathBuf,
    /// The engine that the suite was given.
    pub docker: Arc<Docker>,
}

impl Engine {
    /// The suite's engine.
    ///
    /// # Panics
    /// There is none: a suite that cannot run has failed, and never looks as if it had passed.
    pub fn get() -> &'static Self {
        static ENGINE: OnceLock<Engine> = OnceLock::new();
        ENGINE.get_or_init(|| {
            let docker = Docker::of_process().unwrap_or_else(|| {
                panic!("the end-to-end suite needs an engine, and REGISTRY is not set: eval \"$(cargo xtask engine env)\", or run `cargo xtask test`")
            });
            let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
            let suite = format!("e2e-{}-{seconds}", process::id());
            janitor::hire(&suite, &docker);
            Self { archwright: program::archwright().to_owned(), docker: Arc::new(docker), suite }
        })
    }

    /// A second engine, with the classic image store.
    ///
    /// # Panics
    /// `ARCHWRIGHT_TEST_CLASSIC_ENV` names no file of `engine env` lines.
    pub fn classic() -> Arc<Docker> {
        static CLASSIC: OnceLock<Arc<Docker>> = OnceLock::new();
        let engine = CLASSIC.get_or_init(|| {
            let file = variable("ARCHWRIGHT_TEST_CLASSIC_ENV").unwrap_or_else(|| {
                panic!("ARCHWRIGHT_TEST_CLASSIC_ENV is not set: it names a file with the `engine env` lines of an engine with the classic store")
            });
            let shown = Command::new("sh").args(["-c", ". \"$1\" && env", "sh", &file]).env("REGISTRY", "").run().exits(0);
            let docker = Docker::of(&lines(&shown.stdout)).unwrap_or_else(|| panic!("`{file}` sets no REGISTRY"));
            janitor::hire(&Self::get().suite, &docker);
            Arc::new(docker)
        });
        Arc::clone(engine)
    }

    /// A number that no other caller gets.
    pub fn number() -> u32 {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        NEXT.fetch_add(1, Ordering::Relaxed)
    }
}

/// The variables that children start from: this process's, less what cargo, rustup and our own callers add.
pub fn variables() -> &'static BTreeMap<String, String> {
    static VARIABLES: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    const OURS: [&str; 2] = ["ARCHWRIGHT_RUST_TOOLCHAIN", "CARGO_HOME"];
    const FOREIGN: [&str; 12] = [
        "ARCHWRIGHT_",
        "BUILDKIT_",
        "BUILDX_",
        "CARGO",
        "CI",
        "DOCKER_DEFAULT_",
        "LD_LIBRARY_PATH",
        "MAKE",
        "MFLAGS",
        "REGISTRY",
        "RUSTUP_TOOLCHAIN",
        "RUST_",
    ];
    VARIABLES.get_or_init(|| {
        let kept = program::variables()
            .into_iter()
            .filter(|(name, _)| OURS.contains(&name.as_str()) || !FOREIGN.iter().any(|prefix| name.starts_with(prefix)));
        let mut kept: BTreeMap<_, _> = kept.collect();
        kept.insert("TERM".into(), "dumb".into());
        kept
    })
}

/// One variable of this process, if it is set to something.
pub fn variable(name: &str) -> Option<String> {
    program::variables().remove(name).filter(|value| !value.is_empty())
}

/// Where a program is on the PATH.
pub fn which(program: &str) -> Option<Utf8PathBuf> {
    let path = variables().get("PATH")?;
    path.split(':').map(|dir| Utf8Path::new(dir).join(program)).find(|file| file.is_file())
}

/// This repository.
pub fn repository() -> Utf8PathBuf {
    let tests = Utf8Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests).to_owned()
}

/// A folder for a PATH that holds these programs and no others.
///
/// # Panics
/// One of them is not there.
pub fn bare_path(dir: &Utf8Path, programs: &[&str]) -> String {
    let bin = dir.join("bare-bin");
    fs::create_dir_all(&bin).expect("a folder for programs");
    for program in programs {
        let real = which(program).unwrap_or_else(|| panic!("`{program}` is not on the PATH"));
        std::os::unix::fs::symlink(real, bin.join(program)).expect("a link to a program");
    }
    bin.into_string()
}

/// `NAME=value` lines.
fn lines(text: &str) -> BTreeMap<String, String> {
    text.lines().filter_map(|line| line.split_once('=')).map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
