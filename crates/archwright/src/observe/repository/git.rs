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
            Fact::Known(Git { commit, describe, changed, tags: Vec::new(), branch: None, default_branch: None })
        }
        (Err(why), ..) | (_, Err(why), _) | (.., Err(why)) => Fact::Unknown(why),
    }
}

/// The same with the tags of the commit.
pub(super) fn with_tags(runner: &Runner, git: Fact<Git>) -> Fact<Git> {
    let Fact::Known(git) = git else { return git };
    match runner.capture(&Command::new("git").args(["tag", "--points-at", "HEAD"])) {
        Ok(answer) if answer.exit.is_success() => Fact::Known(Git { tags: answer.stdout.lines().map(str::to_owned).collect(), ..git }),
        Ok(answer) => Fact::Unknown(answer.stderr.lines().next().unwrap_or("git failed").to_owned()),
        Err(error) => Fact::Unknown(error.to_string()),
    }
}

/// The same with the branch, if one is checked out, and the remote's default one, if that is known.
pub(super) fn with_branch(runner: &Runner, git: Fact<Git>) -> Fact<Git> {
    let Fact::Known(git) = git else { return git };
    let name = |reference: &str| {
        let answer = runner.capture(&Command::new("git").args(["symbolic-ref", "--quiet", "--short", reference])).ok()?;
        answer.exit.is_success().then(|| answer.stdout.trim().to_owned())
    };
    let default = name("refs/remotes/origin/HEAD").map(|name| name.strip_prefix("origin/").unwrap_or(&name).to_owned());
    Fact::Known(Git { branch: name("HEAD"), default_branch: default, ..git })
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
