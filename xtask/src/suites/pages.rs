//! The pages that archwright writes, in a real browser.

use super::outcome::Board;
use crate::engine;
use anyhow::Result;
use xshell::{Shell, cmd};

/// Its name.
pub const SUITE: &str = "pages";

/// Takes the machine's browser or fetches one, and runs the suite; where there is none, that is told.
pub fn run(sh: &Shell, board: &mut Board) -> Result<()> {
    let tests = super::end_to_end::tests(sh, SUITE)?;
    match engine::browser() {
        Ok(Ok(browser)) => {
            sh.set_var("ARCHWRIGHT_TEST_BROWSER", browser);
            board.suite(SUITE, [cmd!(sh, "cargo test --quiet --no-fail-fast --profile xtask -p archwright-tests --test {SUITE}")])?;
        }
        Ok(Err(why)) => board.skip(SUITE, tests.len(), &why),
        Err(error) => board.skip(SUITE, tests.len(), &format!("{error:#}")),
    }
    Ok(())
}
