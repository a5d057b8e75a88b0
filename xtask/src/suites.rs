//! `test` and `check`: every suite, counted and timed; what cannot run here is skipped aloud.

mod end_to_end;
mod outcome;

use crate::chores::{me, root, shell};
use anyhow::Result;
use outcome::Board;
use std::process::ExitCode;
use xshell::cmd;

/// The suites, in the order in which they run.
const SUITES: [&str; 5] = ["unit", "cli", "house", "examples", "e2e"];

/// What users compile alone: in the workspace, another member's features would hide what is missing.
const ALONE: [&[&str]; 4] = [
    &["-p", "archwright", "--no-default-features"],
    &["-p", "archwright", "--no-default-features", "--features", "cli"],
    &["-p", "archwright-oci", "--no-default-features"],
    &["-p", "archwright-plan"],
];

/// Runs every suite, or those that are named.
pub fn run(args: &[String]) -> Result<ExitCode> {
    if args.iter().any(|arg| arg == "--help" || arg == "-h") {
        println!("usage: cargo xtask test [{}]…", SUITES.join("|"));
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(unknown) = args.iter().find(|arg| !SUITES.contains(&arg.as_str())) {
        eprintln!("error: unknown suite `{unknown}`\n  fix: suites: {}", SUITES.join(", "));
        return Ok(ExitCode::from(2));
    }
    let mut board = Board::default();
    tests(args, &mut board)?;
    Ok(board.close())
}

/// Format, lints, the feature sets that users compile, and whether generated files drifted.
pub fn check(_: &[String]) -> Result<ExitCode> {
    let (sh, me) = (shell("")?, me()?);
    let mut board = Board::default();
    board.check("fmt", cmd!(sh, "cargo fmt --all --check"))?;
    board.check("clippy", cmd!(sh, "cargo clippy --quiet --profile xtask --workspace --all-targets -- --deny warnings"))?;
    for alone in ALONE {
        board.check("features", cmd!(sh, "cargo clippy --quiet --profile xtask {alone...} -- --deny warnings"))?;
    }
    board.check("docs", cmd!(sh, "{me} docs --check"))?;
    for dir in ["", "examples/noetl", "examples/system-info-exporter"] {
        let sh = shell(dir)?;
        board.check("faces", cmd!(sh, "{me} generate --check"))?;
    }
    Ok(board.close())
}

fn tests(only: &[String], board: &mut Board) -> Result<()> {
    let wanted = |suite: &str| only.is_empty() || only.iter().any(|name| name == suite);
    let sh = shell("")?;
    board.check("build", cmd!(sh, "cargo build --quiet --profile xtask -p archwright"))?;
    sh.set_var("ARCHWRIGHT_BIN", root().join("target/xtask/archwright"));
    if wanted("unit") {
        board.suite("unit", [cmd!(sh, "cargo test --quiet --no-fail-fast --profile xtask --workspace --exclude archwright-tests")])?;
    }
    for suite in ["cli", "house"].into_iter().filter(|suite| wanted(suite)) {
        board.suite(suite, [cmd!(sh, "cargo test --quiet --no-fail-fast --profile xtask -p archwright-tests --test {suite}")])?;
    }
    if wanted("examples") {
        examples(board)?;
    }
    if wanted("e2e") {
        end_to_end::run(&sh, board)?;
    }
    Ok(())
}

/// The examples' own tests, as their users would run them.
fn examples(board: &mut Board) -> Result<()> {
    let (noetl, exporter) = (shell("examples/noetl")?, shell("examples/system-info-exporter")?);
    // Python's runner writes its counts to stderr.
    let python = "python3 -m unittest --quiet 2>&1";
    let commands = [
        cmd!(noetl, "cargo test --quiet --manifest-path noetlctl/Cargo.toml"),
        cmd!(noetl, "sh -c {python}"),
        cmd!(exporter, "cargo test --quiet"),
    ];
    board.suite("examples", commands)
}
