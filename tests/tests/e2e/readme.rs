//! The README, done as it says: its files written, its commands typed.

use crate::support::registry::Registry;
use archwright_tests::{
    engine::{Engine, command::Command, repository},
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

/// What the README says to type, in its consoles; what stands behind it is no part of it.
fn consoles() -> Vec<String> {
    let lines = blocks("console").join("");
    let typed = lines.lines().filter_map(|line| line.strip_prefix("$ "));
    let typed: Vec<_> = typed.map(|line| line.split(" #").next().unwrap_or(line).trim().to_owned()).collect();
    assert_eq!(typed.len(), lines.lines().count(), "a console holds commands alone");
    typed
}

/// What it says to type in the middle of a sentence: a program and at least two words.
fn in_sentences() -> Vec<String> {
    let readme = fs::read_to_string(repository().join("README.md")).expect("the README");
    let text: String = readme.split("\n```").step_by(2).collect();
    let spans = text.split('`').skip(1).step_by(2).filter(|span| span.split(' ').count() > 2);
    spans.filter(|span| ["cargo ", "docker ", "archwright "].iter().any(|program| span.starts_with(program))).map(str::to_owned).collect()
}

/// Those that another test types: where, and the line that does it; what `cargo test` runs cannot run `cargo test`.
const ELSEWHERE: [(&str, &str, &str); 4] = [
    ("cargo xtask demo", "tests/alone/demo.rs", r#"let demo = xtask(&["demo"])"#),
    ("cargo xtask test", ".ci/run", "\ncargo xtask test\n"),
    ("cargo xtask engine down --purge", "tests/alone/somebody_elses_emulator.rs", r#"second.engine(&["down", "--purge"]).run().exits(0)"#),
    // It is another project's, which a fake stands for: what tells people to type it is tested.
    ("cargo install cargo-zigbuild", "tests/cli/cross.rs", r#".says(&format!("`cargo install {program}`"))"#),
];

fn is_typed_elsewhere(line: &str) -> bool {
    ELSEWHERE.iter().any(|(command, _, _)| *command == line)
}

/// Types a line in a project.
#[track_caller]
fn type_in(project: &Project, line: &str) {
    let words: Vec<_> = line.split(' ').collect();
    let program = if words[0] == "archwright" { Engine::get().archwright.as_str() } else { words[0] };
    let command = project.docker.on(Command::new(program).args(&words[1..]).dir(&project.path("")));
    // The library is compiled once for all runs of this test.
    let command = command.env("CARGO_TARGET_DIR", repository().join("target/e2e/readme").as_str());
    command.env("ARCHWRIGHT_BUILDER", &project.builder).within(Duration::from_secs(600)).run().exits(0);
}

fn project() -> Project {
    let project = Project::with_own_builder("readme");
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
    let typed = consoles().into_iter().filter(|line| !is_typed_elsewhere(line));
    let (judging, building): (Vec<_>, Vec<_>) = typed.partition(|line| line.starts_with("archwright "));
    assert!(!judging.is_empty(), "the README tells how to judge what is published");
    // What others published is here what the project just did.
    let judging = judging.iter().map(|line| line.replace("acme/agent:1.4", "acme/hello:latest"));
    for line in building.into_iter().chain(judging) {
        type_in(&project, &line.replace("ghcr.io/acme", &namespace));
    }
    let index = Registry::at(&project.docker.registry).need(&project.repository("hello"), "latest");
    assert_eq!(index.platforms(), ["linux/amd64", "linux/arm64"]);
    let reference = project.reference("hello", "latest");
    project.docker(&["run", "--rm", "--platform", "linux/arm64", &reference]).run().exits(0).tells("hello from aarch64");
}

#[test]
fn what_the_readme_says_in_passing_works_too() {
    let project = project();
    type_in(&project, "cargo xtask docker-build-amd64");
    for line in in_sentences().iter().filter(|line| !is_typed_elsewhere(line)) {
        match line.as_str() {
            "docker buildx du --builder NAME" => type_in(&project, &line.replace("NAME", &project.builder)),
            "archwright init --archwright DIR" => {
                let fresh = Project::new("readme");
                fresh.write("Dockerfile", &block("dockerfile"));
                type_in(&fresh, &line.replace("DIR", repository().as_str()));
                type_in(&fresh, "cargo xtask plan");
            }
            "cargo install --path crates/archwright" => {
                let there = project.path("programs");
                // Of what is compiled already.
                let install = format!("{line} --profile xtask --locked --quiet --root {there}");
                Command::new("cargo").args(install.split(' ').skip(1)).dir(&repository()).within(Duration::from_secs(600)).run().exits(0);
                Command::new(there.join("bin/archwright").as_str()).args(["--version"]).run().exits(0);
            }
            line => type_in(&project, line),
        }
    }
    assert!(!project.docker.has_builder(&project.builder), "the README removes the builder");
}

#[test]
fn whoever_types_a_command_of_the_readme_elsewhere_is_there() {
    let (consoles, sentences) = (consoles(), in_sentences());
    for (command, file, call) in ELSEWHERE {
        assert!(consoles.iter().chain(&sentences).any(|line| line == command), "the README has no `{command}`");
        let folder = if file.starts_with('.') { "" } else { "tests/" };
        let text = fs::read_to_string(repository().join(folder).join(file)).expect("a file that types it");
        assert!(text.contains(call), "{file} does not hold `{call}`");
    }
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
