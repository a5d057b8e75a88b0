//! `docs/registry.md`: written by hand, but for the tables that the code has.

use super::cell;
use crate::chores::root;
use archwright::oci::registry::{KNOWN_REGISTRIES, NEVER_RETRIED, RETRIES};
use std::{fmt::Write as _, fs};

pub(super) fn page() -> String {
    let mut page = fs::read_to_string(root().join("docs/registry.md")).unwrap_or_default();
    for (name, text) in [("retries", retries()), ("never", never()), ("known", known())] {
        let (begin, end) = (format!("<!-- {name} -->\n"), "<!-- end -->");
        // A page without its marks is not what the code says: its tables then follow at its end.
        let (before, rest) = page.split_once(&begin).unwrap_or((&page, end));
        let after = rest.split_once(end).map_or("", |(_, after)| after);
        page = format!("{before}{begin}{text}{end}{after}");
    }
    page
}

fn retries() -> String {
    let mut table = "| what | tries in all | longest wait that is kept |\n| --- | --- | --- |\n".to_owned();
    for rule in RETRIES {
        let wait = if rule.longest_wait.is_zero() {
            "-".to_owned()
        } else {
            format!("{} s, a longer one is a failure", rule.longest_wait.as_secs())
        };
        // Writing to a String cannot fail.
        let _ = writeln!(table, "| {} | {} | {wait} |", cell(rule.what), rule.tries);
    }
    table
}

fn never() -> String {
    NEVER_RETRIED.map(|what| format!("- {what}\n")).concat()
}

fn known() -> String {
    let mut text = String::new();
    for ways in KNOWN_REGISTRIES {
        let log_in = ways.log_in.map_or("`docker login`".to_owned(), |command| format!("`{command}`"));
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "### {} ({})\n\n- Log in: {log_in}\n- Denied: {}.\n- 429: {}.\n\n",
            ways.name, ways.hosts, ways.denied, ways.limited
        );
    }
    text
}
