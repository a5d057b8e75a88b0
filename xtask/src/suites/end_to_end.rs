//! The suites that talk to a real engine: both image stores, and both versions of buildx. What this machine cannot give
//! them is skipped aloud.

use super::{classic::Classic, outcome::Board};
use crate::{
    chores::{me, with_engine},
    engine::{self, Extent},
};
use anyhow::Result;
use xshell::{Shell, cmd};

/// Programs that tests all over the suite call.
const PROGRAMS: [&str; 3] = ["crane", "docker-registry", "buildkitd"];

/// Their names, in the order in which they run. The first has the machine to itself.
pub const SUITES: [&str; 2] = ["alone", "e2e"];

/// Some tests that cannot run here: what their names have in common, and why.
struct Lack {
    tests: &'static str,
    why: String,
}

/// Runs those of the suites that are named.
pub fn run(sh: &Shell, board: &mut Board, suites: &[&str]) -> Result<()> {
    let was_up = engine::environment(Extent::Tests).is_ok();
    if with_engine(sh, Extent::Tests)?.is_none() {
        return skip(sh, board, suites, "no engine can run here; `cargo xtask engine up` says why");
    }
    let missing: Vec<_> = PROGRAMS.into_iter().filter(|program| !engine::on_path(sh, program)).collect();
    let outcome = if missing.is_empty() {
        with_both_stores(sh, board, suites)
    } else {
        let why = format!("{} not on PATH; as root on Debian or Ubuntu they are unpacked", missing.join(", "));
        skip(sh, board, suites, &why)
    };
    if !was_up {
        engine::run(&["down".to_owned()])?;
    }
    outcome
}

fn with_both_stores(sh: &Shell, board: &mut Board, suites: &[&str]) -> Result<()> {
    let mut lacks = Vec::new();
    let classic = Classic::up(sh)?;
    if classic.is_none() {
        for (tests, what) in [("classic_store", ", with the classic image store,"), ("second_engine", "")] {
            lacks.push(Lack { tests, why: format!("no second engine{what} can run here") });
        }
    }
    if sh.var("ARCHWRIGHT_TEST_BUILDX_OLD").is_err() {
        lacks.push(Lack { tests: "oldest_buildx", why: "buildx 0.13 is not here: ARCHWRIGHT_TEST_BUILDX_OLD names none".to_owned() });
    }
    sh.set_var("ARCHWRIGHT_TEST_XTASK", me()?);
    let outcome = suites.iter().try_for_each(|suite| one(sh, board, suite, &lacks));
    if let Some(classic) = classic {
        classic.close()?;
    }
    outcome
}

/// One suite, without the tests that lack something.
fn one(sh: &Shell, board: &mut Board, suite: &str, lacks: &[Lack]) -> Result<()> {
    let skips = lacks.iter().flat_map(|lack| ["--skip", lack.tests]);
    // What is measured stands in the log.
    let shown = (suite == "alone").then_some("--nocapture");
    let test = cmd!(sh, "cargo test --quiet --no-fail-fast --profile xtask -p archwright-tests --test {suite}");
    board.suite(suite, [test.arg("--").args(shown).args(skips)])?;
    if !lacks.is_empty() {
        for (count, why) in counted(&tests(sh, suite)?, lacks).into_iter().filter(|(count, _)| *count > 0) {
            board.skip(suite, count, why);
        }
    }
    Ok(())
}

fn skip(sh: &Shell, board: &mut Board, suites: &[&str], why: &str) -> Result<()> {
    for suite in suites {
        board.skip(suite, tests(sh, suite)?.len(), why);
    }
    Ok(())
}

/// The names of all tests of a suite.
pub fn tests(sh: &Shell, suite: &str) -> Result<Vec<String>> {
    let listed = cmd!(sh, "cargo test --quiet --profile xtask -p archwright-tests --test {suite} -- --list").read()?;
    Ok(listed.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned).collect())
}

/// How many tests each lack costs; one that lacks several things is counted once.
fn counted<'a>(tests: &[String], lacks: &'a [Lack]) -> Vec<(usize, &'a str)> {
    let first = |test: &str| lacks.iter().position(|lack| test.contains(lack.tests));
    let count = |place: usize| tests.iter().filter(|test| first(test) == Some(place)).count();
    lacks.iter().enumerate().map(|(place, lack)| (count(place), lack.why.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::{Lack, counted};

    #[test]
    fn a_test_that_lacks_two_things_is_counted_once() {
        let names = ["versions::the_oldest_buildx_builds", "versions::the_oldest_buildx_and_the_classic_store", "nodes::one"];
        let names = names.map(str::to_owned);
        let lack = |tests, why: &str| Lack { tests, why: why.to_owned() };
        let lacks = [lack("classic_store", "no store"), lack("oldest_buildx", "no buildx")];
        assert_eq!(counted(&names, &lacks), [(1, "no store"), (1, "no buildx")]);
        assert_eq!(counted(&names, &lacks[1..]), [(2, "no buildx")]);
    }
}
