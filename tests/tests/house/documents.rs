//! README, ARCHITECTURE.md and CHANGELOG.md say what is so.

use crate::tree::{files, read};
use archwright_model::ExitKind;
use archwright_tests::{
    engine::repository,
    process::{self, Start},
    program::{archwright, variables},
};
use std::collections::BTreeSet;

/// The rows of the table below a heading, cell by cell.
fn table(file: &str, heading: &str) -> Vec<Vec<String>> {
    let text = read(file);
    let section = text.split("\n## ").find(|section| section.starts_with(heading)).unwrap_or_else(|| panic!("{file} has no `{heading}`"));
    let rows = section.lines().filter(|line| line.starts_with('|')).skip(2);
    rows.map(|row| row.trim_matches('|').replace("\\|", "¦").split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
}

fn help(args: &[&str]) -> String {
    let args: Vec<_> = args.iter().map(|arg| (*arg).to_owned()).collect();
    let start = Start { program: archwright().as_str(), args: &args, dir: &repository().join("examples/noetl"), env: &variables() };
    let output = process::start(&start).unwrap().wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn exit_codes_are_those_of_the_program() {
    let said = table("README.md", "Exit codes");
    let real: Vec<_> = ExitKind::table().iter().map(|(kind, meaning)| vec![kind.code().to_string(), (*meaning).to_owned()]).collect();
    assert_eq!(said, real);
}

/// A verb that the README does not have cannot be found; one that the program does not have cannot be run.
#[test]
fn verbs_are_those_of_the_program() {
    let help = help(&["--help"]);
    let commands = help.split("Commands:").nth(1).and_then(|rest| rest.split("Options:").next()).unwrap();
    let real: BTreeSet<_> =
        commands.lines().filter_map(|line| line.split_whitespace().next()).filter(|verb| *verb != "docker-build-noetl").collect();
    let rows = table("README.md", "Verbs");
    let words = rows.iter().flat_map(|row| row[0].split('`').skip(1).step_by(2)).filter_map(|word| word.split(' ').next());
    let said: BTreeSet<_> = words.filter(|word| !word.contains(['<', '['])).collect();
    assert_eq!(said, real);
}

#[test]
fn flags_are_those_of_the_program() {
    let help = help(&["docker-build", "--help"]);
    let text = read("README.md");
    let line = text.lines().find(|line| line.starts_with("Flags of the build verbs:")).unwrap();
    for flag in line.split('`').skip(1).step_by(2).filter_map(|word| word.split(' ').next()) {
        assert!(help.contains(flag), "docker-build has no {flag}");
    }
    for variable in help.split("[env: ").skip(1).filter_map(|rest| rest.split(']').next()) {
        let suffix = variable.trim_start_matches("ARCHWRIGHT");
        assert!(text.contains(variable) || text.contains(suffix), "README does not name {variable}");
    }
}

/// A dependency without a reason is one too many.
#[test]
fn every_dependency_has_its_reason() {
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let declared = manifest["workspace"]["dependencies"].as_table().unwrap();
    let foreign: BTreeSet<_> = declared.iter().filter(|(_, value)| value.get("path").is_none()).map(|(name, _)| name.clone()).collect();
    let said: BTreeSet<_> =
        table("ARCHITECTURE.md", "Dependencies").iter().flat_map(|row| row[0].split(", ").map(str::to_owned).collect::<Vec<_>>()).collect();
    assert_eq!(said, foreign);
}

#[test]
fn the_changelog_has_this_version() {
    let version = env!("CARGO_PKG_VERSION");
    let text = read("CHANGELOG.md");
    assert!(text.contains(version) || text.to_lowercase().contains("unreleased"), "CHANGELOG.md does not name {version}");
}

/// A link to a file of this repository leads somewhere.
#[test]
fn links_lead_somewhere() {
    for file in files(&[""]).into_iter().filter(|file| file.extension() == Some("md")) {
        let text = read(&file);
        for target in text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            let is_ours = !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:");
            let path = repository().join(&file).parent().unwrap().join(target);
            assert!(!is_ours || path.exists(), "{file} links to {target}");
        }
    }
}
