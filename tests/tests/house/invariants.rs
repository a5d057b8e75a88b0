//! Each invariant in ARCHITECTURE.md names the test that guards it, and that test is there.

use crate::tree::read;
use archwright_tests::engine::repository;

/// The numbered lines of the section.
fn invariants() -> Vec<String> {
    let text = read("ARCHITECTURE.md");
    let section =
        text.split("\n## ").find(|section| section.starts_with("Invariants")).unwrap_or_else(|| panic!("no section `Invariants`"));
    let is_item = |line: &&str| line.split_once(". ").is_some_and(|(number, _)| number.parse::<u32>().is_ok());
    section.lines().filter(is_item).map(str::to_owned).collect()
}

/// Words in backticks that look like a path, with what stands behind `::`.
fn guards(line: &str) -> Vec<(&str, Option<&str>)> {
    let words = line.split('`').skip(1).step_by(2).filter(|word| word.contains(['/', '.']));
    words.map(|word| word.split_once("::").map_or((word, None), |(file, test)| (file, test.rsplit("::").next()))).collect()
}

#[test]
fn every_invariant_names_a_guard_that_is_there() {
    let invariants = invariants();
    assert!(invariants.len() >= 8, "DESIGN.md makes eight promises; here are {}", invariants.len());
    let mut faults = Vec::new();
    for line in &invariants {
        let guards = guards(line);
        if guards.is_empty() {
            faults.push(format!("no guard: {line}"));
        }
        for (file, test) in guards {
            if !repository().join(file).exists() {
                faults.push(format!("`{file}` is not there: {line}"));
            } else if let Some(test) = test
                && !read(file).contains(&format!("fn {test}("))
            {
                faults.push(format!("`{file}` has no `{test}`: {line}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Numbers are how others refer to them.
#[test]
fn they_are_numbered_from_one() {
    for (index, line) in invariants().iter().enumerate() {
        assert!(line.starts_with(&format!("{}. **", index + 1)), "{line}");
    }
}
