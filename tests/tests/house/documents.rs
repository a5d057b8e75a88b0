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

/// The flags in a text, each once.
fn flags(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    words.filter(|word| word.starts_with("--") && word.len() > 2).collect()
}

/// A flag that the README does not have cannot be found; one that the program does not have cannot be given.
#[test]
fn flags_are_those_of_the_program() {
    let help = help(&["docker-build", "--help"]);
    let text = read("README.md");
    let line = text.lines().find(|line| line.starts_with("Flags of the build verbs:")).unwrap();
    let section = text.split("\n## ").find(|section| section.starts_with("Verbs")).unwrap();
    let options = help.lines().map(str::trim_start).filter(|line| line.starts_with('-')).collect::<Vec<_>>().join("\n");
    let real: BTreeSet<_> = flags(&options).into_iter().filter(|flag| *flag != "--help").collect();
    let invented: Vec<_> = flags(line).difference(&real).copied().collect();
    assert!(invented.is_empty(), "docker-build has no {invented:?}");
    let left_out: Vec<_> = real.difference(&flags(section)).copied().collect();
    assert!(left_out.is_empty(), "the README's verbs do not name {left_out:?}");
}

/// The variables that are read, as the program's own list has them; each stands in the README, and nothing else does.
#[test]
fn variables_are_those_of_the_program() {
    let source = read("crates/archwright/src/cli/environment.rs");
    let list = source.split("const VARIABLES").nth(1).and_then(|rest| rest.split(" = [").nth(1)?.split(']').next()).unwrap();
    let real: BTreeSet<_> = list.split('"').skip(1).step_by(2).map(str::to_owned).collect();
    let text = read("README.md");
    let section = text.split("\n## ").find(|section| section.starts_with("Verbs")).unwrap();
    let is_name = |word: &&str| word.len() > 1 && word.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    let words = section.split('`').skip(1).step_by(2).filter(is_name);
    let said: BTreeSet<_> =
        words.filter_map(|word| word.strip_prefix("ARCHWRIGHT_").or(word.strip_prefix('_'))).map(str::to_owned).collect();
    assert_eq!(said, real);
    for variable in help(&["docker-build", "--help"]).split("[env: ARCHWRIGHT_").skip(1).filter_map(|rest| rest.split(']').next()) {
        assert!(real.contains(variable), "the help names ARCHWRIGHT_{variable}, which is not in the list of those that are read");
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

/// The changelog's sections: heading and text.
fn changes(text: &str) -> Vec<(&str, &str)> {
    text.split("\n## ").skip(1).map(|section| section.split_once('\n').unwrap_or((section, ""))).collect()
}

/// Its newest section is this version's or what comes next, and every section says something in the usual words.
#[test]
fn the_changelog_has_this_version() {
    let text = read("CHANGELOG.md");
    let changes = changes(&text);
    let version = env!("CARGO_PKG_VERSION");
    let (newest, _) = changes.first().unwrap_or_else(|| panic!("CHANGELOG.md has no section"));
    assert!(*newest == "Unreleased" || newest.starts_with(&format!("{version} - ")), "its newest section is `{newest}`, not {version}");
    for (heading, body) in &changes {
        let kinds: Vec<_> = body.split("\n### ").skip(1).map(|part| part.split_once('\n').unwrap_or((part, ""))).collect();
        assert!(!kinds.is_empty(), "`{heading}` says nothing");
        for (kind, items) in kinds {
            assert!(["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"].contains(&kind), "`{heading}` has `{kind}`");
            assert!(items.lines().any(|line| line.starts_with("- ")), "`{kind}` of `{heading}` is empty");
        }
    }
}

/// A verb is what a user sees first. `docker-build`, `ui-build` and `cli-build` have many faces and stand as one.
#[test]
fn the_changelog_has_every_verb() {
    let text = read("CHANGELOG.md");
    let named: BTreeSet<_> = text.split('`').skip(1).step_by(2).filter_map(|words| words.split([' ', '|']).next()).collect();
    let rows = table("README.md", "Verbs");
    let verbs = rows.iter().flat_map(|row| row[0].split('`').skip(1).step_by(2)).filter_map(|word| word.split(' ').next());
    let missing: Vec<_> = verbs.filter(|verb| !verb.contains(['-', '<', '[']) && !named.contains(verb)).collect();
    assert!(missing.is_empty(), "CHANGELOG.md does not name {missing:?}");
    assert!(named.contains("docker-build"));
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
