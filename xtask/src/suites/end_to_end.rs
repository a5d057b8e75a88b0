//! The suite that talks to a real engine: both image stores, and both versions of buildx. What this machine cannot
//! give it is skipped aloud.

use super::outcome::Board;
use crate::{
    chores::{me, root, shell, with_engine},
    engine::{self, Extent},
};
use anyhow::{Result, bail};
use std::process::Command;
use xshell::{Shell, cmd};

/// Programs that tests all over the suite call.
const PROGRAMS: [&str; 3] = ["crane", "docker-registry", "buildkitd"];

/// Some tests that cannot run here: what their names have in common, and why.
struct Lack {
    tests: &'static str,
    why: String,
}

/// Runs the suite.
pub fn run(sh: &Shell, board: &mut Board) -> Result<()> {
    let was_up = engine::environment().is_ok();
    if with_engine(sh, Extent::Tests)?.is_none() {
        board.skip("e2e", tests(sh)?.len(), "no engine can run here; `cargo xtask engine up` says why");
        return Ok(());
    }
    let missing: Vec<_> = PROGRAMS.into_iter().filter(|program| !engine::on_path(sh, program)).collect();
    let outcome = if missing.is_empty() {
        with_both_stores(sh, board)
    } else {
        let why = format!("{} not on PATH; as root on Debian or Ubuntu they are unpacked", missing.join(", "));
        tests(sh).map(|tests| board.skip("e2e", tests.len(), &why))
    };
    if !was_up {
        engine::run(&["down".to_owned()])?;
    }
    outcome
}

fn with_both_stores(sh: &Shell, board: &mut Board) -> Result<()> {
    let mut lacks = Vec::new();
    let classic = Classic::up(sh)?;
    if classic.is_none() {
        let why = "no second engine, with the classic image store, can run here".to_owned();
        lacks.push(Lack { tests: "classic_store", why });
    }
    if sh.var("ARCHWRIGHT_TEST_BUILDX_OLD").is_err() {
        lacks.push(Lack { tests: "oldest_buildx", why: "buildx 0.13 is not here: ARCHWRIGHT_TEST_BUILDX_OLD names none".to_owned() });
    }
    let skips = lacks.iter().flat_map(|lack| ["--skip", lack.tests]);
    let outcome =
        board.suite("e2e", [cmd!(sh, "cargo test --quiet --no-fail-fast --profile xtask -p archwright-tests --test e2e -- {skips...}")]);
    if !lacks.is_empty() {
        for (count, why) in counted(&tests(sh)?, &lacks) {
            board.skip("e2e", count, why);
        }
    }
    if let Some(classic) = classic {
        classic.close()?;
    }
    outcome
}

/// The names of all tests.
fn tests(sh: &Shell) -> Result<Vec<String>> {
    let listed = cmd!(sh, "cargo test --quiet --profile xtask -p archwright-tests --test e2e -- --list").read()?;
    Ok(listed.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned).collect())
}

/// How many tests each lack costs; one that lacks several things is counted once.
fn counted<'a>(tests: &[String], lacks: &'a [Lack]) -> Vec<(usize, &'a str)> {
    let first = |test: &str| lacks.iter().position(|lack| test.contains(lack.tests));
    let count = |place: usize| tests.iter().filter(|test| first(test) == Some(place)).count();
    lacks.iter().enumerate().map(|(place, lack)| (count(place), lack.why.as_str())).collect()
}

/// A second engine, with the classic image store.
struct Classic {
    sh: Shell,
    was_up: bool,
}

impl Classic {
    /// Brings it up and names its environment to the tests; `None` where no private engine can run.
    fn up(sh: &Shell) -> Result<Option<Self>> {
        let dir = root().join("target").join("classic-engine");
        let mut classic = Self { sh: shell("")?, was_up: false };
        classic.sh.set_var("ARCHWRIGHT_ENGINE_DIR", &dir);
        // The next that is free: another checkout may have its own.
        classic.sh.set_var("ARCHWRIGHT_ENGINE_PORT", "");
        classic.sh.set_var("ARCHWRIGHT_ENGINE_STORE", "classic");
        let me = me()?;
        classic.was_up = cmd!(classic.sh, "{me} engine status").quiet().ignore_stdout().run().is_ok();
        let status = Command::from(cmd!(classic.sh, "{me} engine up").quiet()).status()?;
        match status.code() {
            Some(0) => {}
            // It has said why.
            Some(4) => return Ok(None),
            _ => bail!("the engine with the classic image store did not come up: {status}"),
        }
        let file = root().join("target").join("classic-engine.env");
        classic.sh.write_file(&file, classic.run("env")?)?;
        sh.set_var("ARCHWRIGHT_TEST_CLASSIC_ENV", file);
        Ok(Some(classic))
    }

    /// Takes it down, unless somebody else had it up.
    fn close(self) -> Result<()> {
        if self.was_up { Ok(()) } else { self.run("down").map(drop) }
    }

    fn run(&self, verb: &str) -> Result<String> {
        let (sh, me) = (&self.sh, me()?);
        Ok(cmd!(sh, "{me} engine {verb}").quiet().read()?)
    }
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
