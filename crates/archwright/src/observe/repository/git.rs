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
    let describe = ask(&["describe", "--tags", "--always"]);
    // What `describe --dirty` means, which writes the index of the user's repository even with `--no-optional-locks` (git 2.39): files
    // that Git knows.
    let changed = ask(&["--no-optional-locks", "status", "--porcelain", "--untracked-files=no"]).map(|files| files.lines().count());
    match (commit, describe, changed) {
        (Ok(commit), Ok(describe), Ok(changed)) => {
            let describe = if changed == 0 { describe } else { format!("{describe}-dirty") };
            Fact::Known(Git { commit, describe, changed })
        }
        (Err(why), ..) | (_, Err(why), _) | (.., Err(why)) => Fact::Unknown(why),
    }
}

#[cfg(test)]
mod tests {
    use super::observe;
    use crate::{
        observe::Environment,
        runner::{Interrupt, Runner},
    };
    use archwright_model::Command;
    use archwright_plan::Fact;
    use std::{
        fs,
        time::{Duration, SystemTime},
    };

    /// A file that was touched and not changed makes git want to write down its new time.
    #[test]
    fn looking_writes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let root = camino::Utf8Path::from_path(dir.path()).unwrap();
        let runner = Runner::new(root, Environment::of_process(), Interrupt::default());
        let git = |args: &[&str]| {
            let identity = ["-c", "user.name=a", "-c", "user.email=a@localhost"];
            let answer = runner.capture(&Command::new("git").args(identity).args(args.iter().copied())).unwrap();
            assert!(answer.exit.is_success(), "git {args:?}: {}", answer.stderr);
            answer.stdout
        };
        fs::write(root.join("file"), "one\n").unwrap();
        for args in [&["init", "-q"][..], &["add", "."], &["commit", "-q", "-m", "one"], &["tag", "v1"]] {
            git(args);
        }
        let touch = |at: u64| {
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(at);
            fs::File::options().write(true).open(root.join("file")).unwrap().set_modified(time).unwrap();
        };
        let index = || (fs::read(root.join(".git/index")).unwrap(), fs::metadata(root.join(".git/index")).unwrap().modified().unwrap());
        touch(1_000_000_000);
        let before = index();
        let described = || match observe(&runner) {
            Fact::Known(git) => (git.describe, git.changed),
            Fact::Unknown(why) => panic!("{why}"),
        };
        assert_eq!(described(), ("v1".into(), 0));
        assert_eq!(index(), before);
        fs::write(root.join("file"), "two\n").unwrap();
        fs::write(root.join("of-nobody"), "\n").unwrap();
        let before = index();
        assert_eq!(described(), ("v1-dirty".into(), 1));
        assert_eq!(index(), before);
        // What it was until then, so that this test means something.
        fs::write(root.join("file"), "one\n").unwrap();
        touch(1_000_000_001);
        git(&["--no-optional-locks", "describe", "--tags", "--dirty"]);
        assert_ne!(index(), before);
    }
}
