//! `docs/seeds.md` has every promise of the four projects that archwright began with, and every fault, each with tests that are there.

use crate::{
    invariants::{Guard, fault, guards},
    tree::read,
};

/// The lines by their letters, each with its last number.
const LINES: [(&str, u32); 12] = [
    ("A", 12),
    ("B", 8),
    ("C", 12),
    ("D", 6),
    ("E", 5),
    ("R", 6),
    ("G", 5),
    ("H", 6),
    ("I", 3),
    ("J", 9),
    ("K", 8),
    // The faults of the originals.
    ("F", 25),
];

/// Those that nothing shows yet.
const OPEN: [&str; 7] = ["H1", "H2", "H3", "H4", "H5", "H6", "K8"];

/// A line of the document.
struct Line {
    id: String,
    command: String,
    guards: String,
}

fn lines() -> Vec<Line> {
    let text = read("docs/seeds.md");
    let rows = text.lines().filter(|line| line.starts_with("| ")).map(|line| line.trim_matches('|').split('|').collect::<Vec<_>>());
    let cells = rows.map(|row| <[&str; 4]>::try_from(row).unwrap_or_else(|row| panic!("four cells, not {row:?}")));
    let cells = cells.filter(|[id, ..]| !["line", "---"].contains(&id.trim()));
    cells
        .map(|[id, _, command, guards]| Line { id: id.trim().into(), command: command.trim().into(), guards: guards.trim().into() })
        .collect()
}

#[test]
fn every_line_is_there_once_and_in_order() {
    let expected: Vec<_> = LINES.iter().flat_map(|(letter, last)| (1..=*last).map(move |number| format!("{letter}{number}"))).collect();
    assert_eq!(lines().into_iter().map(|line| line.id).collect::<Vec<_>>(), expected);
}

#[test]
fn every_line_has_a_command_and_tests_that_are_there_or_is_open() {
    let mut faults = Vec::new();
    let mut open = Vec::new();
    for line in lines() {
        let named = guards(&line.guards);
        faults.extend(named.iter().filter_map(fault).map(|fault| format!("{}: {fault}", line.id)));
        if !named.is_empty() && line.command.is_empty() {
            faults.push(format!("{}: no command shows it", line.id));
        }
        if named.is_empty() {
            assert!(line.guards.starts_with("open: "), "{}: neither a test nor open: {}", line.id, line.guards);
            open.push(line.id);
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(open, OPEN);
}

/// `cargo xtask test` tells of F16 by a test that is called `f16_…`.
#[test]
fn every_fault_is_the_name_of_a_test() {
    for line in lines().iter().filter(|line| line.id.starts_with('F') && !OPEN.contains(&line.id.as_str())) {
        let prefix = format!("f{:0>2}_", &line.id[1..]);
        let names = guards(&line.guards);
        let is_named = names.iter().any(|guard| matches!(guard, Guard::Test(_, name) if name.starts_with(&prefix)));
        assert!(is_named, "{}: no test is called {prefix}…", line.id);
    }
}
