//! The commit.

use crate::runner::Runner;
use archwright_model::Command;
use archwright_plan::{Fact, facts::Git};

pub(super) fn observe(runner: &Runner) -> Fact<Git> {
    let ask = |args: &[&str]| match runner.capture(&Command::new("git").args(args.iter().copied())) {
        Err(error) => Err(error.to_string()),
        Ok(answer) if answer.exit.is_success() => Ok(answer.stdout.trim().to_owned()),
        Ok(answer) => Err(answer.stderr.lines().next().unwrap_or("git failed").to_owned()),
    };
    let commit = ask(&["rev-parse", "HEAD"]);
    let describe = ask(&["describe", "--tags", "--always", "--dirty"]);
    match (commit, describe) {
        (Ok(commit), Ok(describe)) => Fact::Known(Git { commit, describe }),
        (Err(why), _) | (_, Err(why)) => Fact::Unknown(why),
    }
}
