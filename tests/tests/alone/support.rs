//! The program under test, one test at a time, and what can be seen of the machine.

pub mod machine;
#[path = "../e2e/support/processes.rs"]
pub mod processes;
pub mod second;

use archwright_tests::{
    engine::{Engine, command::Command, repository, variable},
    program,
};
use camino::{Utf8Path, Utf8PathBuf};
use std::{
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
};

/// Nobody else runs while this is held.
pub fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `cargo xtask` with these arguments, for the engine that the suite was given.
pub fn xtask(args: &[&str]) -> Command {
    let command =
        Engine::get().docker.on(Command::new(xtask_file().as_str()).args(args).dir(&repository()).within(Duration::from_secs(900)));
    // Those that say which engine it is.
    let given = ["ARCHWRIGHT_ENGINE_DIR", "ARCHWRIGHT_ENGINE_PORT", "ARCHWRIGHT_ENGINE_STORE"];
    given.into_iter().filter_map(|name| Some((name, variable(name)?))).fold(command, |command, (name, value)| command.env(name, &value))
}

/// `ARCHWRIGHT_TEST_XTASK`, or one that is built now.
pub fn xtask_file() -> &'static Utf8Path {
    static FILE: OnceLock<Utf8PathBuf> = OnceLock::new();
    FILE.get_or_init(|| {
        if let Some(given) = variable("ARCHWRIGHT_TEST_XTASK") {
            return given.into();
        }
        let build = Command::new("cargo").args(["build", "--quiet", "--profile", "xtask", "-p", "xtask"]).dir(&repository());
        build.within(Duration::from_secs(900)).run().exits(0);
        program::variables().get("CARGO_TARGET_DIR").map_or_else(|| repository().join("target"), Utf8PathBuf::from).join("xtask/xtask")
    })
}
