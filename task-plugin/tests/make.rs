//! The Makefile as GNU make reads it: the list, the arguments, the folder, the number.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot be set up fails")]

mod support;

use archwright_task_plugin::{Existing, Face, Invocation};
use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Output},
};
use support::project;
use tempfile::TempDir;

/// A project folder with a blank in its path, and a program that logs what it was asked and ends as told.
struct Sandbox {
    dir: TempDir,
    root: PathBuf,
}

const FAKE: &str = "#!/bin/sh
{ echo \"cwd=$PWD\"; echo \"makeflags=$MAKEFLAGS\"; for arg in \"$@\"; do echo \"arg=$arg\"; done; echo \"push=$ARCHWRIGHT_PUSH\"; } >>\"$FAKE_LOG\"
exit ${FAKE_EXIT:-0}
";

impl Sandbox {
    fn new(makefile: &str) -> Self {
        let dir = TempDir::new().unwrap();
        let root = dir.path().join("a project");
        fs::create_dir_all(root.join("sub")).unwrap();
        fs::write(root.join("Makefile"), makefile).unwrap();
        fs::write(root.join("archwright.toml"), "").unwrap();
        let fake = dir.path().join("fake");
        fs::write(&fake, FAKE).unwrap();
        fs::set_permissions(&fake, fs::Permissions::from_mode(0o755)).unwrap();
        Self { dir, root }
    }

    fn generated() -> Self {
        Self::new(&Face::Make.render(&project(), &Invocation::default()))
    }

    fn make_in(&self, folder: &Path, exit: u8, args: &[&str]) -> Output {
        self.make_with(folder, args, &[("FAKE_EXIT", &exit.to_string())])
    }

    #[expect(clippy::disallowed_methods, reason = "the program under test is make itself")]
    fn make_with(&self, folder: &Path, args: &[&str], variables: &[(&str, &str)]) -> Output {
        Command::new("make")
            .args(args)
            .current_dir(folder)
            .env_remove("MAKEFLAGS")
            .env("ARCHWRIGHT", self.dir.path().join("fake"))
            .env("CDPATH", "/")
            .env("FAKE_LOG", self.dir.path().join("log"))
            .env_remove("ARCHWRIGHT_PUSH")
            .envs(variables.iter().copied())
            .output()
            .expect("GNU make is needed for this test")
    }

    /// Runs make, which must succeed, and tells what the program saw.
    #[track_caller]
    fn log(&self, folder: &Path, args: &[&str]) -> Vec<String> {
        let output = self.make_in(folder, 0, args);
        assert!(output.status.success(), "{output:?}");
        fs::read_to_string(self.dir.path().join("log")).unwrap_or_default().lines().map(str::to_owned).collect()
    }
}

/// A push that was asked for in make's own way, and not done, would end well.
#[test]
fn what_is_given_to_make_becomes_flags_and_the_environment_does_not() {
    let sandbox = Sandbox::generated();
    let given = |args: &[&str]| {
        fs::remove_file(sandbox.dir.path().join("log")).ok();
        let args: Vec<_> = ["docker-build"].iter().chain(args).copied().collect();
        let log = sandbox.log(&sandbox.root, &args).join(" ");
        log.split_once("arg=docker-build").unwrap().1.replace(" arg=", " ").trim().to_owned()
    };
    assert_eq!(given(&["PUSH=1", "PLATFORMS=linux/arm64", "MINE=1"]), "--platforms linux/arm64 --push push=");
    assert_eq!(given(&["TAG=a $$(touch /tmp/x) \"b\"", "LOAD=yes", "ALL=no"]), "--tag a $(touch /tmp/x) \"b\" --load push=");
    assert_eq!(given(&["PUSH=false", "ARGS=--x"]), "--x push=false");
    assert_eq!(given(&["PUSH=maybe"]), "push=maybe");
    let output = sandbox.make_with(&sandbox.root, &["docker-build"], &[("TAG", "x"), ("PUSH", "1")]);
    assert!(output.status.success(), "{output:?}");
    let log = fs::read_to_string(sandbox.dir.path().join("log")).unwrap();
    assert!(!log.contains("--tag") && !log.contains("--push"), "{log}");

    let output = sandbox.make_in(&sandbox.root, 0, &["docker-build", "LOAD=maybe"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("LOAD=maybe is neither true nor false"), "{told}");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn help_is_the_default_and_lists_every_verb_with_those_of_the_user() {
    let sandbox = Sandbox::generated();
    let makefile = sandbox.root.join("Makefile");
    fs::write(&makefile, fs::read_to_string(&makefile).unwrap() + "\nmine: ## My own: with a # and ## in it\n").unwrap();
    let output = sandbox.make_in(&sandbox.root, 0, &[]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    for line in [
        "  docker-build-noetl           Build the image noetl-local-dev",
        "  nightly                      Costs $(5) #1: \"every\" {{.NIGHT}} on two lines",
        "  mine                         My own: with a # and ## in it",
    ] {
        assert!(text.lines().any(|there| there == line), "{line:?} in\n{text}");
    }
}

#[test]
fn arguments_arrive_as_they_were_quoted() {
    let sandbox = Sandbox::generated();
    let log = sandbox.log(&sandbox.root, &["-j2", "docker-build-amd64", "ARGS=--push --tag 'a b'"]);
    let cwd = format!("cwd={}", sandbox.root.display());
    assert_eq!(log, [&*cwd, "makeflags=", "arg=docker-build-amd64", "arg=--push", "arg=--tag", "arg=a b", "push="]);
}

#[test]
fn it_works_from_any_folder() {
    let sandbox = Sandbox::generated();
    let cwd = format!("cwd={}", sandbox.root.display());
    for (folder, args) in [("sub", ["-C", "..", "plan"]), ("sub", ["-f", "../Makefile", "plan"])] {
        fs::remove_file(sandbox.dir.path().join("log")).ok();
        assert_eq!(sandbox.log(&sandbox.root.join(folder), &args)[0], cwd, "{args:?}");
    }
    let outside = sandbox.dir.path().join("plain");
    fs::create_dir(&outside).unwrap();
    for file in ["Makefile", "archwright.toml"] {
        fs::copy(sandbox.root.join(file), outside.join(file)).unwrap();
    }
    fs::remove_file(sandbox.dir.path().join("log")).ok();
    let path = outside.join("Makefile");
    let log = sandbox.log(Path::new("/"), &["-f", path.to_str().unwrap(), "plan"]);
    assert_eq!(log[0], format!("cwd={}", outside.display()));
}

/// make gives paths as words; the folder `project` beside us is not the one that `a project/Makefile` means.
#[test]
fn a_folder_that_a_blank_hides_is_refused_and_never_another_one() {
    let sandbox = Sandbox::generated();
    let above = sandbox.dir.path();
    fs::create_dir(above.join("project")).unwrap();
    fs::write(above.join("archwright.toml"), "").unwrap();
    for makefile in ["a project/Makefile", sandbox.root.join("Makefile").to_str().unwrap()] {
        let output = sandbox.make_in(above, 0, &["-f", makefile, "docker-build"]);
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(told.contains("a blank in the path hides it\n  fix: run make in that folder, or with -C\n"), "{told}");
        assert!(!output.status.success() && !above.join("log").exists());
    }
    assert_eq!(sandbox.log(above, &["-C", "a project", "plan"])[0], format!("cwd={}", sandbox.root.display()));
}

#[test]
fn what_is_included_before_us_does_not_move_us() {
    let sandbox = Sandbox::new(&("include sub/common.mk\n".to_owned() + &Face::Make.render(&project(), &Invocation::default())));
    fs::write(sandbox.root.join("sub/common.mk"), "COMMON := 1\n").unwrap();
    assert_eq!(sandbox.log(&sandbox.root, &["plan"])[0], format!("cwd={}", sandbox.root.display()));
}

#[test]
fn a_dry_run_runs_nothing() {
    let sandbox = Sandbox::generated();
    assert!(sandbox.log(&sandbox.root, &["-n", "help", "docker-build", "docker-build-noetl"]).is_empty());
}

#[test]
fn a_failure_stays_one_and_tells_its_number() {
    for shell in ["", "SHELL = /bin/bash\n.SHELLFLAGS = -euo pipefail -c\n", ".ONESHELL:\n"] {
        let sandbox = Sandbox::new(&(shell.to_owned() + &Face::Make.render(&project(), &Invocation::default())));
        for (exit, told) in [
            (9, "archwright: exit 9 (verification or a test failed)"),
            (130, "archwright: exit 130 (interrupted)"),
            (101, "archwright: exit 101 (not a number of archwright: did it start?)"),
        ] {
            let output = sandbox.make_in(&sandbox.root, exit, &["docker-build"]);
            let stderr = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(2), "{stderr}");
            assert_eq!(stderr.lines().next(), Some(told), "{shell}");
            assert!(output.stdout.is_empty(), "stdout is for results");
        }
    }
}

#[test]
fn a_makefile_that_was_there_keeps_its_verbs_and_includes_ours() {
    let own = "DIR := sub\ninclude $(DIR)/common.mk\nbuild: ## Mine\n\t@echo mine\nlint docker-build-local: build\n";
    let sandbox = Sandbox::new(own);
    fs::write(sandbox.root.join("sub/common.mk"), "COMMON := 1\n").unwrap();
    let existing: Existing = [("Makefile".to_owned(), own.to_owned())].into_iter().collect();
    let writes = Face::Make.plan_write(&project(), &Invocation::default(), &existing).unwrap();
    for write in &writes.files {
        fs::write(sandbox.root.join(&write.path), &write.contents).unwrap();
    }
    assert_eq!(writes.notes, ["`Makefile` has a `docker-build-local` of its own, which stays: ours is left out"]);
    assert!(writes.files[1].contents.starts_with(own), "{}", writes.files[1].contents);
    for args in [&[][..], &["lint"], &["docker-build-local"]] {
        let output = sandbox.make_in(&sandbox.root, 0, args);
        assert_eq!(String::from_utf8(output.stdout).unwrap(), "mine\n", "{args:?}");
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(sandbox.log(&sandbox.root, &["docker-build"])[2], "arg=docker-build");
    let elsewhere = sandbox.log(&sandbox.root.join("sub"), &["-C", "..", "docker-build-amd64", "PUSH=yes"]);
    assert!(elsewhere.ends_with(&["arg=docker-build-amd64".to_owned(), "arg=--push".to_owned(), "push=".to_owned()]), "{elsewhere:?}");
}
