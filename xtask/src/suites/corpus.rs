//! The proof over ordinary content, which needs Debian's, Python's and npm's packages, and no engine.

use super::outcome::Board;
use crate::engine;
use anyhow::Result;
use xshell::{Shell, cmd};

/// Its name.
pub const SUITE: &str = "corpus";

/// Fetches the content, or takes what is there, and runs the suite; where it cannot be had, that is told.
pub fn run(sh: &Shell, board: &mut Board) -> Result<()> {
    let tests = super::end_to_end::tests(sh, SUITE)?;
    match engine::corpus() {
        Ok(Ok(dir)) => {
            sh.set_var("ARCHWRIGHT_TEST_CORPUS", dir);
            board.suite(SUITE, [cmd!(sh, "cargo test --quiet --no-fail-fast --profile xtask -p archwright-tests --test {SUITE}")])?;
        }
        Ok(Err(why)) => board.skip(SUITE, tests.len(), &why),
        Err(error) => board.skip(SUITE, tests.len(), &format!("{error:#}")),
    }
    Ok(())
}
