//! The examples are projects of their own, outside our workspace: they are compiled, linted and tested as their users
//! would, each by its own lockfile.

use super::outcome::Board;
use crate::chores::{root, shell};
use anyhow::Result;
use xshell::{Shell, cmd};

/// Their folders.
pub const ALL: [&str; 4] = ["examples/brokkr", "examples/noetl", "examples/openhqm", "examples/system-info-exporter"];

/// Their packages, each with a workspace of its own.
const PACKAGES: [&str; 7] = [
    "examples/brokkr",
    "examples/brokkr/xtask",
    "examples/noetl/noetlctl",
    "examples/noetl/xtask",
    "examples/openhqm/xtask",
    "examples/system-info-exporter",
    "examples/system-info-exporter/xtask",
];

/// Packages of this name are one and the same to Cargo when they share a target folder: their path is told from the root
/// of the workspace (Cargo 1.95). So what is there of the last one goes first.
const NAMESAKE: &str = "xtask";

/// Format, lints, and lockfiles that say what is so.
pub fn check(board: &mut Board) -> Result<()> {
    for package in PACKAGES {
        let sh = at(package)?;
        let clean = cmd!(sh, "cargo clean --quiet --package {NAMESAKE}");
        clean.quiet().ignore_status().ignore_stderr().run()?;
        board.check("examples", cmd!(sh, "cargo fmt --check"))?;
        board.check("examples", cmd!(sh, "cargo clippy --quiet --locked --all-targets -- --deny warnings"))?;
    }
    Ok(())
}

/// Their own tests; and their own `cargo xtask`, which is how a user meets the library.
pub fn test(board: &mut Board) -> Result<()> {
    for example in ALL {
        let sh = at(example)?;
        let clean = cmd!(sh, "cargo clean --quiet --profile xtask --package {NAMESAKE} --manifest-path xtask/Cargo.toml");
        clean.quiet().run()?;
        board.check("examples", cmd!(sh, "cargo xtask plan").ignore_stdout())?;
    }
    let [brokkr, noetl, openhqm, exporter] = ALL;
    let (brokkr, noetl, openhqm, exporter) = (shell(brokkr)?, shell(noetl)?, shell(openhqm)?, shell(exporter)?);
    // The last of the loop above, so what is compiled of its xtask is its own.
    let own = at("examples/system-info-exporter")?;
    // Python's runner writes its counts to stderr.
    let python = "python3 -m unittest --quiet 2>&1";
    let commands = [
        cmd!(brokkr, "cargo test --quiet"),
        cmd!(brokkr, "npm test --silent --prefix ui"),
        cmd!(noetl, "cargo test --quiet --manifest-path noetlctl/Cargo.toml"),
        cmd!(noetl, "sh -c {python}"),
        cmd!(openhqm, "sh -c {python}"),
        cmd!(exporter, "cargo test --quiet"),
        cmd!(own, "cargo test --quiet --profile xtask --manifest-path xtask/Cargo.toml"),
    ];
    board.suite("examples", commands)
}

/// A shell in which Cargo compiles our library once for all of them.
fn at(dir: &str) -> Result<Shell> {
    let sh = shell(dir)?;
    sh.set_var("CARGO_TARGET_DIR", root().join("target/examples"));
    Ok(sh)
}
