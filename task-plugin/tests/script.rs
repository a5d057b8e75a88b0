//! The script as bash runs it: the options of the scripts that it takes the place of, what it refuses, the folder, the number.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot be set up fails")]

mod support;

use archwright_model::Project;
use archwright_task_plugin::{Existing, Face, Invocation};
use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Output},
};
use support::project;
use tempfile::TempDir;

const FAKE: &str = "#!/bin/sh\necho \"in $PWD\"; for arg in \"$@\"; do echo \"$arg\"; done\nexit ${FAKE_EXIT:-0}\n";

struct Sandbox {
    dir: TempDir,
    script: PathBuf,
}

impl Sandbox {
    fn new(project: &Project, path: &str) -> Self {
        let dir = TempDir::new().unwrap();
        let existing = Existing::default().at(path);
        let writes = Face::Script.plan_write(project, &Invocation::default(), &existing).unwrap();
        let script = dir.path().join("a project").join(path);
        fs::create_dir_all(script.parent().unwrap()).unwrap();
        for (file, text) in [(&script, writes.files[0].contents.as_str()), (&dir.path().join("fake"), FAKE)] {
            fs::write(file, text).unwrap();
            fs::set_permissions(file, fs::Permissions::from_mode(0o755)).unwrap();
        }
        Self { dir, script }
    }

    #[expect(clippy::disallowed_methods, reason = "the program under test is the script itself")]
    fn run(&self, args: &[&str]) -> Output {
        Command::new("bash")
            .arg(&self.script)
            .args(args)
            .current_dir("/")
            .env("ARCHWRIGHT", format!("{} first", self.dir.path().join("fake").display()))
            .env("CDPATH", "/")
            .env("FAKE_EXIT", "6")
            .output()
            .expect("bash is needed for this test")
    }

    /// What archwright is asked, behind the verb.
    #[track_caller]
    fn asked(&self, args: &[&str]) -> String {
        let output = self.run(args);
        let (stdout, stderr) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        assert_eq!((output.status.code(), stderr.as_str()), (Some(6), ""), "the number is archwright's, and nothing is said: {stdout}");
        let folder = self.dir.path().join("a project");
        let start = format!("in {}\n", folder.display());
        assert!(stdout.starts_with(&start), "{stdout}");
        stdout[start.len()..].trim_end().replace('\n', " ").replace("first docker-build", "").trim().to_owned()
    }
}

/// What the guides of the originals say one can type.
#[test]
fn the_originals_options_say_what_they_said() {
    let sandbox = Sandbox::new(&project(), "scripts/build-multiarch.sh");
    for (typed, asked) in [
        (&["--backend", "minimal"][..], "--variant minimal"),
        (&["--backend", "redis", "--platforms", "linux/arm64"], "--variant redis --platforms linux/arm64"),
        (&["-b", "redis", "-p", "linux/x86_64", "-t", "v1"], "--variant redis --platforms linux/x86_64 --tag v1"),
        (&["--build-all"], "--all"),
        (&["--build-all", "--push", "--tag", "v1.2.0"], "--all --push --tag v1.2.0"),
        (&["--test-only", "--plain", "--no-cache"], "--test-only --progress plain --no-cache"),
        (
            &["--platforms=linux/amd64,linux/arm64", "--push", "--registry", "ghcr.io/noetl/"],
            "--platforms linux/amd64,linux/arm64 --push --registry ghcr.io/noetl/",
        ),
        (&["--no-openhqm", "--push"], "--except openhqm --push"),
        (&["-n", "myregistry.io/openhqm", "--push"], "--name myregistry.io/openhqm --push"),
        (&["build", "multi-arch", "noetl", "--push", "--tag", "test"], "noetl --push --tag test"),
        (&["build", "multi-arch", "all", "--registry=127.0.0.1:5000"], "--registry 127.0.0.1:5000"),
        (&["noetl", "openhqm:redis", "--", "--builder", "a b"], "noetl openhqm:redis --builder a b"),
        (&[], ""),
    ] {
        assert_eq!(sandbox.asked(typed), asked, "{typed:?}");
    }
}

#[test]
fn what_is_wrong_is_refused_before_anything_runs() {
    let sandbox = Sandbox::new(&project(), "scripts/build-multiarch.sh");
    for (typed, told) in [
        (&["--push-it"][..], "error: there is no option --push-it\n"),
        (&["-x"], "error: there is no option -x\n"),
        (&["--push=yes"], "error: there is no option --push=yes\n"),
        (&["-p"], "error: -p needs a value\n"),
        (&["--platforms", "--push"], "error: --platforms needs a value\n"),
        (&["--tag="], "error: --tag needs a value\n"),
        (&["--registry", ""], "error: --registry needs a value\n"),
    ] {
        let output = sandbox.run(typed);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]), "{typed:?} {stderr}");
        assert!(stderr.starts_with(told) && stderr.contains("\n  fix: scripts/build-multiarch.sh --help "), "{stderr}");
    }
    for typed in [&["-h"][..], &["--push", "--help"]] {
        let output = sandbox.run(typed);
        let stdout = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && stdout.starts_with("usage: scripts/build-multiarch.sh "), "{stdout}");
        for line in ["-b, --backend NAME         one variant: redis|kafka", "--no-noetl", "platforms [default: linux/amd64,linux/arm64]"] {
            assert!(stdout.contains(line), "{line} in {stdout}");
        }
        assert!(stdout.lines().all(|line| line.chars().count() <= 100), "{stdout}");
    }
}

#[test]
fn a_program_that_is_not_there_is_told() {
    let sandbox = Sandbox::new(&project(), "scripts/build-multiarch.sh");
    fs::remove_file(sandbox.dir.path().join("fake")).unwrap();
    let output = sandbox.run(&[]);
    assert_eq!(output.status.code(), Some(4));
    assert!(String::from_utf8(output.stderr).unwrap().contains("/fake is not on PATH\n  fix: "));
}

#[test]
fn its_place_and_its_command_are_remembered() {
    let path = "docker/build-noetl-images.sh";
    let (project, said) = (project(), Invocation::said("cargo run -q -p tools --"));
    let writes = Face::Script.plan_write(&project, &said, &Existing::default().at(path)).unwrap();
    let text = &writes.files[0].contents;
    assert!(text.contains(&format!("generate script --path {path} --command 'cargo run -q -p tools --'`")), "{text}");
    assert!(text.contains("\n  archwright=(cargo run -q -p tools --)\n"), "{text}");
    let existing: Existing = [(path.to_owned(), text.clone())].into_iter().collect();
    let existing = existing.at(path);
    assert!(Face::Script.is_written(&existing) && Face::Script.wrote(text));
    assert_eq!(Face::Script.remembered(&existing), Some(said.clone()));
    assert_eq!(Face::Script.check(&project, &said, &existing), Ok(()));
    assert!(Path::new(path).parent().is_some());
}
