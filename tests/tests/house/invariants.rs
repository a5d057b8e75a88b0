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

/// A test by file and name, or doc tests by their file.
pub enum Guard<'a> {
    Test(&'a str, &'a str),
    DocTests(&'a str),
    /// A path without a test in it.
    Nothing(&'a str),
}

/// Words in backticks that look like a path.
pub fn guards(line: &str) -> Vec<Guard<'_>> {
    let words: Vec<_> = line.split('`').collect();
    let pairs = words.chunks(2).filter(|pair| pair.len() == 2 && pair[1].contains('/'));
    pairs
        .map(|pair| match pair[1].split_once("::") {
            Some((file, test)) => Guard::Test(file, test),
            None if pair[0].trim_end().ends_with("doc tests of") => Guard::DocTests(pair[1]),
            None => Guard::Nothing(pair[1]),
        })
        .collect()
}

/// Whether a file has a test of that name: one that runs, not any function.
fn has_test(text: &str, name: &str) -> bool {
    let mut lines = text.lines().map(str::trim);
    let found = lines.clone().position(|line| line.starts_with(&format!("fn {name}(")));
    let Some(at) = found else { return false };
    let above: Vec<_> = lines.by_ref().take(at).collect();
    above.iter().rev().take_while(|line| line.starts_with('#') || line.starts_with("//")).any(|line| *line == "#[test]")
}

pub fn fault(guard: &Guard<'_>) -> Option<String> {
    let (file, is_there): (_, &dyn Fn(&str) -> bool) = match guard {
        Guard::Nothing(file) => return Some(format!("`{file}` names no test: say `{file}::TEST`, or \"the doc tests of\" before it")),
        Guard::Test(file, test) => (file, &|text| has_test(text, test)),
        Guard::DocTests(file) => (file, &|text| text.contains("/// ```compile_fail") || text.contains("//! ```compile_fail")),
    };
    if !repository().join(file).is_file() {
        return Some(format!("`{file}` is not there"));
    }
    (!is_there(&read(file))).then(|| format!("`{file}` has no such test"))
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
        faults.extend(guards.iter().filter_map(fault).map(|fault| format!("{fault}: {line}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_function_is_no_test_and_a_file_names_none() {
    let text = "fn helper() {}\n/// Says so.\n#[test]\n#[cfg(unix)]\nfn it_holds() {}\n";
    assert!(has_test(text, "it_holds"));
    assert!(!has_test(text, "helper"));
    assert!(!has_test(text, "it_hold"));
    let words = guards("1. **A.** `plan` is `a/b.rs::c`, the doc tests of `d/e.rs`, `f/g.rs`");
    assert!(matches!(words[..], [Guard::Test("a/b.rs", "c"), Guard::DocTests("d/e.rs"), Guard::Nothing("f/g.rs")]));
}

/// Numbers are how others refer to them.
#[test]
fn they_are_numbered_from_one() {
    for (index, line) in invariants().iter().enumerate() {
        assert!(line.starts_with(&format!("{}. **", index + 1)), "{line}");
    }
}
