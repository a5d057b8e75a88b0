//! `test` and `check`: every suite, counted and timed; what cannot run here is skipped aloud.

mod outcome;

use crate::{
    chores::{me, root, shell, with_engine},
    engine,
};
use anyhow::Result;
use outcome::Board;
use std::process::ExitCode;
use xshell::{Shell, cmd};

/// The suites, in the order in which they run.
const SUITES: [&str; 5] = ["unit", "cli", "house", "examples", "e2e"];

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

/// Format, lints, the library without its command line, and whether generated files drifted.
pub fn check(_: &[String]) -> Result<ExitCode> {
    let (sh, me) = (shell("")?, me()?);
    let mut board = Board::default();
    board.check("fmt", cmd!(sh, "cargo fmt --all --check"))?;
    board.check("clippy", cmd!(sh, "cargo clippy --quiet --profile xtask --workspace --all-targets -- --deny warnings"))?;
    board.check("library", cmd!(sh, "cargo check --quiet --profile xtask -p archwright --no-default-features"))?;
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
        end_to_end(&sh, board)?;
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

/// What talks to a real engine; both image stores, and both versions of buildx.
fn end_to_end(sh: &Shell, board: &mut Board) -> Result<()> {
    let was_up = engine::environment().is_ok();
    if with_engine(sh)?.is_none() {
        let listed = cmd!(sh, "cargo test --quiet --no-fail-fast --profile xtask -p archwright-tests --test e2e -- --list")
            .read()
            .unwrap_or_default();
        let count = listed.lines().filter(|line| line.ends_with(": test")).count();
        board.skip("e2e", count, "no engine can run here; `cargo xtask engine up` says why");
        return Ok(());
    }
    let classic = classic_engine(sh)?;
    let outcome = board.suite("e2e", [cmd!(sh, "cargo test --quiet --no-fail-fast --profile xtask -p archwright-tests --test e2e")]);
    if let Some(classic) = classic {
        classic.run("down")?;
    }
    if !was_up {
        engine::run(&["down".to_owned()])?;
    }
    outcome
}

/// A second engine, with the classic image store.
struct Classic {
    sh: Shell,
}

impl Classic {
    fn run(&self, verb: &str) -> Result<String> {
        let (sh, me) = (&self.sh, me()?);
        Ok(cmd!(sh, "{me} engine {verb}").quiet().read()?)
    }
}

/// Brings up the second engine; where the first is the machine's own, its store is what there is.
fn classic_engine(sh: &Shell) -> Result<Option<Classic>> {
    if sh.var("DOCKER_HOST").is_err() {
        return Ok(None);
    }
    let dir = root().join("target").join("classic-engine");
    let classic = Classic { sh: shell("")? };
    classic.sh.set_var("ARCHWRIGHT_ENGINE_DIR", &dir);
    classic.sh.set_var("ARCHWRIGHT_ENGINE_PORT", "5015");
    classic.sh.set_var("ARCHWRIGHT_ENGINE_STORE", "classic");
    classic.run("up")?;
    let file = root().join("target").join("classic-engine.env");
    classic.sh.write_file(&file, classic.run("env")?)?;
    sh.set_var("ARCHWRIGHT_TEST_CLASSIC_ENV", file);
    Ok(Some(classic))
}
