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
    // What `--dirty` means: files that Git knows. Looking must not write the index of the user's repository.
    let changed = ask(&["--no-optional-locks", "status", "--porcelain", "--untracked-files=no"]).map(|files| files.lines().count());
    match (commit, describe, changed) {
        (Ok(commit), Ok(describe), Ok(changed)) => Fact::Known(Git { commit, describe, changed }),
        (Err(why), ..) | (_, Err(why), _) | (.., Err(why)) => Fact::Unknown(why),
    }
}
