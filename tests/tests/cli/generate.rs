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

#[test]
fn somebodys_own_makefile_keeps_its_targets() {
    let sandbox = Sandbox::noetl();
    sandbox.write("Makefile", "test:\n\tpytest\n");
    sandbox.run(&["generate", "make"]);
    assert!(sandbox.read("Makefile").contains("test:\n\tpytest\n"), "{}", sandbox.read("Makefile"));
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
        sandbox.run(&["generate"]).exits(0);
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
