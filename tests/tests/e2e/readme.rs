//! The README, done as it says: its files written, its commands typed.

use crate::support::registry::Registry;
use archwright_tests::{
    engine::{command::Command, repository},
    project::Project,
};
use std::{fs, time::Duration};

/// The blocks of that language.
fn blocks(language: &str) -> Vec<String> {
    let readme = fs::read_to_string(repository().join("README.md")).expect("the README");
    let start = format!("```{language}\n");
    readme.split(&start).skip(1).map(|rest| rest.split_once("```").expect("a block ends").0.to_owned()).collect()
}

/// The first block of that language.
#[track_caller]
fn block(language: &str) -> String {
    blocks(language).into_iter().next().unwrap_or_else(|| panic!("the README has no `{language}` block"))
}

/// Every `cargo xtask` line of the README's consoles.
fn commands() -> Vec<String> {
    let readme = fs::read_to_string(repository().join("README.md")).expect("the README");
    readme.lines().filter_map(|line| line.strip_prefix("$ cargo xtask ")).map(str::to_owned).collect()
}

fn project() -> Project {
    let project = Project::new("readme");
    project.write("archwright.toml", &block("toml"));
    project.write("Dockerfile", &block("dockerfile"));
    project.write("xtask/src/main.rs", &block("rust"));
    let library = repository().join("crates/archwright");
    let package = blocks("toml").into_iter().find(|block| block.contains("[dependencies]")).expect("the README tells the xtask's package");
    project.write("xtask/Cargo.toml", &package.replace("../../archwright/crates/archwright", library.as_str()));
    let readme = fs::read_to_string(repository().join("README.md")).expect("the README");
    let alias = readme.split('`').find(|text| text.starts_with("xtask = ")).expect("the README tells the alias");
    project.write(".cargo/config.toml", &format!("[alias]\n{alias}\n"));
    project
}

#[test]
fn a_project_from_zero_works_as_the_readme_says() {
    let project = project();
    let namespace = format!("{}/{}", project.docker.registry, project.namespace);
    let type_in = |line: &str| {
        let line = line.replace("ghcr.io/acme", &namespace);
        let args: Vec<_> = ["xtask"].into_iter().chain(line.split(' ')).collect();
        // The library is compiled once for all runs of this test.
        let command = project.docker.on(Command::new("cargo").args(args).dir(&project.path("")));
        let command = command.env("CARGO_TARGET_DIR", repository().join("target/e2e/readme").as_str());
        command.env("ARCHWRIGHT_BUILDER", &project.builder).within(Duration::from_secs(600)).run().exits(0)
    };
    let typed: Vec<_> = commands().into_iter().filter(|line| line != "demo" && line != "test").collect();
    assert_eq!(typed.len(), 5, "{typed:?}");
    for line in &typed {
        type_in(line);
    }
    let index = Registry::at(&project.docker.registry).need(&project.repository("hello"), "latest");
    assert_eq!(index.platforms(), ["linux/amd64", "linux/arm64"]);
    let reference = project.reference("hello", "latest");
    project.docker(&["run", "--rm", "--platform", "linux/arm64", &reference]).run().exits(0).tells("hello from aarch64");
}

#[test]
fn every_verb_of_the_readme_is_in_the_help() {
    let project = project();
    let help = project.archwright(&["--help"]).run().exits(0).stdout;
    let readme = fs::read_to_string(repository().join("README.md")).expect("the README");
    let table =
        readme.split_once("## Verbs").and_then(|(_, rest)| rest.split_once("Flags of the build verbs")).expect("the table of verbs").0;
    let words = table
        .lines()
        .filter(|line| line.starts_with("| `"))
        .flat_map(|line| line.split('|').nth(1).unwrap_or_default().split('`').skip(1).step_by(2));
    let verbs: Vec<_> =
        words.filter_map(|word| word.split([' ', '|']).next()).filter(|verb| !verb.starts_with('[') && !verb.contains('<')).collect();
    assert!(verbs.len() > 10, "{verbs:?}");
    for verb in verbs {
        assert!(help.lines().any(|line| line.split_whitespace().next() == Some(verb)), "the help has no `{verb}`:\n{help}");
    }
}
