//! The other faces: written once, checked, and never over somebody's own file.

use crate::support::{Sandbox, check};

#[test]
fn written_then_already_so_then_checked() {
    let sandbox = Sandbox::noetl();
    let ended = sandbox.run(&["generate"]);
    check("generate-written", &ended);
    ended.exits(0);
    let ended = sandbox.run(&["generate"]);
    check("generate-already-so", &ended);
    ended.exits(0);
    let ended = sandbox.run(&["generate", "--check"]);
    check("generate-check", &ended);
    ended.exits(0);
}

#[test]
fn drift_is_exit_10_and_nothing_is_written() {
    let sandbox = Sandbox::noetl();
    sandbox.run(&["generate"]).exits(0);
    let makefile = sandbox.read("Makefile");
    sandbox.write("archwright.toml", &sandbox.read("archwright.toml").replace("[image.app]", "[image.server]"));
    let ended = sandbox.run(&["generate", "--check"]);
    check("generate-drift", &ended);
    ended.exits(10);
    assert_eq!(sandbox.read("Makefile"), makefile);
    sandbox.run(&["generate"]).exits(0);
    sandbox.run(&["generate", "--check"]).exits(0);
}

#[test]
fn a_face_that_was_never_written_is_drift() {
    let sandbox = Sandbox::noetl();
    sandbox.run(&["generate", "make"]).exits(0);
    sandbox.run(&["generate", "make", "--check"]).exits(0);
    sandbox.run(&["generate", "task", "--check"]).exits(10);
    assert!(!sandbox.path("Taskfile.yml").exists());
}

/// What a project has is what is checked and renewed; what it has not is not forced on it.
#[test]
fn the_faces_of_a_project_are_those_that_were_written() {
    let sandbox = Sandbox::noetl();
    sandbox.run(&["generate", "just"]).exits(0);
    sandbox.run(&["generate", "script", "--path", "docker/build-images.sh"]).exits(0);
    sandbox.write("archwright.toml", &sandbox.read("archwright.toml").replace("[image.app]", "[image.server]"));
    let ended = sandbox.run(&["generate", "--check"]).exits(10);
    ended.shows("`justfile` is not what archwright.toml gives").shows("generate script --path docker/build-images.sh");
    sandbox.run(&["generate"]).exits(0);
    sandbox.run(&["generate", "--check"]).exits(0);
    for file in ["Makefile", "Taskfile.yml", "scripts/build-multiarch.sh"] {
        assert!(!sandbox.path(file).exists(), "{file}");
    }
    std::fs::remove_file(sandbox.path("justfile")).unwrap();
    sandbox.run(&["generate", "--check"]).exits(0);
}

#[test]
fn somebodys_own_files_stay_and_include_ours() {
    let sandbox = Sandbox::noetl();
    let (makefile, taskfile) = ("test:\n\tpytest\n", "version: '3'\ntasks:\n  test: pytest\n  docker-build: ./mine.sh\n");
    sandbox.write("Makefile", makefile);
    sandbox.write("Taskfile.yml", taskfile);
    let ended = sandbox.run(&["generate"]);
    check("generate-beside", &ended);
    ended.exits(0);
    assert!(sandbox.read("Makefile").starts_with(makefile), "{}", sandbox.read("Makefile"));
    assert!(sandbox.read("Taskfile.yml").starts_with(taskfile), "{}", sandbox.read("Taskfile.yml"));
    sandbox.run(&["generate", "--check"]).exits(0);
    sandbox.write("Makefile", makefile);
    sandbox.run(&["generate", "--check"]).exits(10).shows("`Makefile` is not what archwright.toml gives");
}

#[test]
fn a_script_that_is_not_ours_stays() {
    let sandbox = Sandbox::noetl();
    sandbox.write("scripts/build-multiarch.sh", "#!/bin/bash\n");
    let ended = sandbox.run(&["generate", "script"]);
    check("generate-foreign-script", &ended);
    ended.exits(3);
    assert_eq!(sandbox.read("scripts/build-multiarch.sh"), "#!/bin/bash\n");
    for path in ["../x.sh", "x", "a/b/c.sh", "a b.sh", "/tmp/x.sh"] {
        sandbox.run(&["generate", "script", "--path", path]).exits(2);
    }
    sandbox.run(&["generate", "make", "--path", "x.sh"]).exits(2);
}

#[test]
fn a_script_can_be_run_and_keeps_what_is_above_our_section() {
    use std::os::unix::fs::PermissionsExt as _;
    let sandbox = Sandbox::noetl();
    sandbox.run(&["generate", "script"]).exits(0);
    let path = sandbox.path("scripts/build-multiarch.sh");
    let mode = || std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(), 0o755);
    let own = sandbox.read("scripts/build-multiarch.sh").replacen("\n\n", "\n\nexport MINE=1\n\n", 1);
    sandbox.write("scripts/build-multiarch.sh", &own);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    sandbox.run(&["generate", "--check"]).exits(10).shows("cannot be executed");
    sandbox.run(&["generate"]).exits(0);
    assert_eq!((mode(), sandbox.read("scripts/build-multiarch.sh")), (0o755, own));
    sandbox.run(&["generate", "--check"]).exits(0);
}

#[test]
fn the_command_is_what_targets_call() {
    let sandbox = Sandbox::noetl();
    sandbox.run(&["generate", "make", "--command", "archwright"]).exits(0);
    assert!(!sandbox.read("Makefile").contains("cargo xtask"), "{}", sandbox.read("Makefile"));
    sandbox.run(&["generate", "make", "--check", "--command", "cargo xtask"]).exits(10);
    sandbox.run(&["generate", "make", "--check", "--command", "archwright"]).exits(0);
}

/// `make generate` and a check in CI know nothing of the flag.
#[test]
fn the_command_is_remembered_for_each_face() {
    let sandbox = Sandbox::noetl();
    sandbox.write("xtask/Cargo.toml", "[package]\nname = \"xtask\"\n");
    for command in ["cargo run -q -p tools --", "archwright"] {
        sandbox.run(&["generate", "make", "--command", command]).exits(0);
        sandbox.run(&["generate", "make", "--check"]).exits(0);
        let makefile = sandbox.read("Makefile");
        sandbox.run(&["generate", "make", "task"]).exits(0);
        assert_eq!(sandbox.read("Makefile"), makefile);
        assert!(makefile.contains(&format!("ARCHWRIGHT ?= {command}\n")), "{makefile}");
        assert!(sandbox.read("Taskfile.yml").contains("default \\\"cargo xtask\\\""), "{}", sandbox.read("Taskfile.yml"));
    }
    sandbox.write("archwright.toml", &sandbox.read("archwright.toml").replace("[image.app]", "[image.server]"));
    let ended = sandbox.run(&["generate", "make", "--check"]).exits(10);
    ended.shows("run `archwright generate make --command archwright`");
    sandbox.run(&["generate", "--command", "a\nb"]).exits(2);
}

/// A Makefile that calls an xtask which is not there would fail at every verb.
#[test]
fn the_program_is_called_until_there_is_an_xtask() {
    let sandbox = Sandbox::noetl();
    sandbox.run(&["generate", "make"]).exits(0);
    assert!(sandbox.read("Makefile").contains("ARCHWRIGHT ?= archwright\n"), "{}", sandbox.read("Makefile"));
    sandbox.write("xtask/Cargo.toml", "[package]\nname = \"xtask\"\n");
    sandbox.run(&["generate", "make"]).exits(0);
    assert!(sandbox.read("Makefile").contains("ARCHWRIGHT ?= cargo xtask\n"), "{}", sandbox.read("Makefile"));
}

#[test]
fn no_tool_is_asked() {
    let sandbox = Sandbox::noetl();
    sandbox.run(&["generate"]).exits(0);
    assert!(sandbox.log().is_empty(), "{:?}", sandbox.log());
}
