//! A page per finding id, and one that lists them.

use super::cell;
use archwright::model::FindingKind;
use std::fmt::Write as _;

/// The pages of a table, in a folder.
pub(super) fn pages(folder: &str, heading: &str, kinds: &[FindingKind]) -> Vec<(String, String)> {
    let mut list = format!("# {heading}\n\nMade from the code: `cargo xtask docs`. `archwright explain ID` prints each page.\n\n");
    list.push_str("| id | severity | finding |\n| --- | --- | --- |\n");
    let mut pages = Vec::new();
    for kind in kinds {
        // Writing to a String cannot fail.
        let _ = writeln!(list, "| [{id}]({id}.md) | {} | {} |", kind.severity, cell(kind.title), id = kind.id);
        pages.push((format!("{folder}/{}.md", kind.id), kind.page()));
    }
    pages.push((format!("{folder}/README.md"), list));
    pages
}
