//! The program under test: `ARCHWRIGHT_BIN`, or one that is built now.

use crate::{
    engine::repository,
    process::{self, Start},
};
use camino::{Utf8Path, Utf8PathBuf};
use std::{collections::BTreeMap, env, sync::OnceLock};

/// Its file.
///
/// # Panics
/// It does not build.
#[expect(clippy::expect_used, reason = "a test fails by panicking")]
pub fn archwright() -> &'static Utf8Path {
    static PROGRAM: OnceLock<Utf8PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let variables = variables();
        if let Some(given) = variables.get("ARCHWRIGHT_BIN") {
            return given.into();
        }
        let args = ["build", "--quiet", "--profile", "xtask", "-p", "archwright"].map(str::to_owned);
        let start = Start { program: "cargo", args: &args, dir: &repository(), env: &variables };
        let built = process::start(&start).and_then(std::process::Child::wait_with_output).expect("cargo starts");
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        variables.get("CARGO_TARGET_DIR").map_or_else(|| repository().join("target"), Utf8PathBuf::from).join("xtask/archwright")
    })
}

/// This process's environment, as far as it is UTF-8.
#[expect(clippy::disallowed_methods, reason = "the one place where tests read their environment")]
pub fn variables() -> BTreeMap<String, String> {
    env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?))).collect()
}
