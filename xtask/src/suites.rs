//! `test` and `check`: every suite, counted and timed; what cannot run here is skipped aloud.

mod classic;
mod corpus;
mod end_to_end;
mod examples;
mod outcome;
mod pages;

use crate::chores::{me, root, shell, usage};
use anyhow::{Context, Result};
use camino::Utf8PathBuf;
use outcome::Board;
use std::process::ExitCode;
use xshell::cmd;

/// The suites, in the order in which they run.
const SUITES: [&str; 8] = ["unit", "cli", "house", "examples", "corpus", "pages", "alone", "e2e"];

/// What users compile alone: in the workspace, another member's features would hide what is missing.
const ALONE: [&[&str]; 4] = [
    &["-p", "archwright", "--no-default-features"],
    &["-p", "archwright", "--no-default-features", "--features", "cli"],
    &["-p", "archwright-oci", "--no-default-features"],
    &["-p", "archwright-plan"],
];

/// Runs every suite, or those that are named.
pub fn run(args: &[String]) -> Result<ExitCode> {
    let text = format!("usage: cargo xtask test [{}]…\n\nRuns every suite, or those that are named.", SUITES.join("|"));
    if let Some(code) = usage(args, &text, |arg| SUITES.contains(&arg)) {
        return Ok(code);
    }
    let mut board = Board::default();
    tests(args, &mut board)?;
    Ok(board.close())
}

/// Format, lints, the feature sets that users compile, and whether generated files drifted.
pub fn check(args: &[String]) -> Result<ExitCode> {
    let text = "usage: cargo xtask check\n\nFormat, lints, the feature sets that users compile, and whether generated files drifted: a minute or two.";
    if let Some(code) = usage(args, text, |_| false) {
        return Ok(code);
    }
    let (sh, me) = (shell("")?, me()?);
    let mut board = Board::default();
    board.check("fmt", cmd!(sh, "cargo fmt --all --check"))?;
    board.check("clippy", cmd!(sh, "cargo clippy --quiet --profile xtask --workspace --all-targets -- --deny warnings"))?;
    for alone in ALONE {
        board.check("features", cmd!(sh, "cargo clippy --quiet --profile xtask {alone...} -- --deny warnings"))?;
    }
    board.check("docs", cmd!(sh, "{me} docs --check"))?;
    for dir in [""].into_iter().chain(examples::ALL) {
        let sh = shell(dir)?;
        board.check("faces", cmd!(sh, "{me} generate --check"))?;
    }
    examples::check(&mut board)?;
    Ok(board.close())
}

/// A copy of the program for the tests: the README's commands build it again while others run it, and cargo takes the old file away first.
fn tested() -> Result<Utf8PathBuf> {
    let built = root().join("target/xtask/archwright");
    let copy = root().join("target/tested/archwright");
    std::fs::create_dir_all(root().join("target/tested"))?;
    let part = copy.with_extension("part");
    std::fs::copy(&built, &part).with_context(|| format!("copying `{built}`"))?;
    std::fs::rename(&part, &copy).with_context(|| format!("renaming `{part}`"))?;
    Ok(copy)
}

fn tests(only: &[String], board: &mut Board) -> Result<()> {
    let wanted = |suite: &str| only.is_empty() || only.iter().any(|name| name == suite);
    let sh = shell("")?;
    board.check("build", cmd!(sh, "cargo build --quiet --profile xtask -p archwright"))?;
    sh.set_var("ARCHWRIGHT_BIN", tested()?);
    if wanted("unit") {
        board.suite("unit", [cmd!(sh, "cargo test --quiet --no-fail-fast --profile xtask --workspace --exclude archwright-tests")])?;
    }
    for suite in ["cli", "house"].into_iter().filter(|suite| wanted(suite)) {
        board.suite(suite, [cmd!(sh, "cargo test --quiet --no-fail-fast --profile xtask -p archwright-tests --test {suite}")])?;
    }
    if wanted("examples") {
        examples::test(board)?;
    }
    if wanted(corpus::SUITE) {
        corpus::run(&sh, board)?;
    }
    if wanted(pages::SUITE) {
        pages::run(&sh, board)?;
    }
    let real: Vec<_> = end_to_end::SUITES.into_iter().filter(|suite| wanted(suite)).collect();
    if !real.is_empty() {
        end_to_end::run(&sh, board, &real)?;
    }
    Ok(())
}
