//! `init`: a first configuration for what is here, and nothing of anybody's changed.

use crate::support::Sandbox;
use std::fs;

/// This repository, for the xtask that is written to depend on.
const CHECKOUT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

fn without_configuration() -> Sandbox {
    let sandbox = Sandbox::image();
    fs::remove_file(sandbox.path("archwright.toml")).unwrap();
    sandbox
}

#[test]
fn what_it_writes_is_a_project() {
    let sandbox = without_configuration();
    sandbox.run(&["init", "--archwright", CHECKOUT]).exits(0);
    assert!(sandbox.path("archwright.toml").exists(), "{}", sandbox.listing());
    sandbox.run(&["plan"]).exits(0);
}

/// Whoever follows the README by hand gets the xtask that `init` writes, which hashes layers as fast.
#[test]
fn the_readme_has_the_same_profile() {
    let sandbox = without_configuration();
    sandbox.run(&["init", "--archwright", CHECKOUT]).exits(0);
    let readme = fs::read_to_string(format!("{CHECKOUT}/README.md")).unwrap();
    let block =
        readme.split("```toml\n").filter_map(|block| block.split("```").next()).find(|block| block.contains("[dependencies]")).unwrap();
    let profile = |text: &str| text.parse::<toml::Table>().unwrap()["profile"].clone();
    assert_eq!(profile(block), profile(&sandbox.read("xtask/Cargo.toml")));
    let alias = sandbox.read(".cargo/config.toml").lines().find(|line| line.starts_with("xtask = ")).unwrap().to_owned();
    assert!(readme.contains(&format!("`{alias}`")), "the README has no `{alias}`");
}

#[test]
fn dry_run_writes_nothing() {
    let sandbox = without_configuration();
    let before = sandbox.files();
    sandbox.run(&["init", "--dry-run", "--archwright", CHECKOUT]).exits(0).shows("[image.");
    assert_eq!(sandbox.files(), before);
}

#[test]
fn a_configuration_that_is_there_stays() {
    let sandbox = Sandbox::image();
    let before = sandbox.read("archwright.toml");
    let ended = sandbox.run(&["init"]);
    assert_ne!(ended.status.code(), Some(1), "{ended}");
    assert_eq!(sandbox.read("archwright.toml"), before);
}

#[test]
fn it_asks_no_tool() {
    let sandbox = without_configuration();
    sandbox.run(&["init", "--archwright", CHECKOUT]).exits(0);
    assert!(sandbox.log().is_empty(), "{:?}", sandbox.log());
}

/// A name that nobody owns on a public registry is nothing to depend on.
#[test]
fn without_a_checkout_it_is_refused() {
    let sandbox = without_configuration();
    let before = sandbox.files();
    sandbox.run(&["init"]).exits(2).says("--archwright DIR");
    assert_eq!(sandbox.files(), before);
}

/// What it says next must not fail: a plan of nothing would.
#[test]
fn without_a_dockerfile_it_says_what_to_add() {
    let sandbox = without_configuration();
    fs::remove_file(sandbox.path("Dockerfile")).unwrap();
    sandbox.run(&["init", "--archwright", CHECKOUT]).exits(0).shows("next: write a Dockerfile, take the `#` away before `[image.app]`");
    sandbox.write("Dockerfile", "FROM scratch\n");
    let config = sandbox.read("archwright.toml").replace("# [image.app]", "[image.app]").replace("# dockerfile", "dockerfile");
    sandbox.write("archwright.toml", &config);
    sandbox.run(&["plan"]).exits(0);
}

#[test]
fn a_git_repository_gets_an_ignore_file_and_no_other_folder_does() {
    let sandbox = without_configuration();
    sandbox.run(&["init", "--archwright", CHECKOUT]).exits(0);
    assert!(!sandbox.path(".gitignore").exists());
    let sandbox = without_configuration();
    fs::create_dir(sandbox.path(".git")).unwrap();
    sandbox.run(&["init", "--archwright", CHECKOUT]).exits(0).shows(".gitignore  written");
    assert_eq!(sandbox.read(".gitignore"), "target/\n");
}
