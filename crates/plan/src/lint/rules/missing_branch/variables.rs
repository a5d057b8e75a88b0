//! What a script sets, and what it asks for, each with its place: looked up once, however many choices it has.

use crate::{dockerfile::names, lint::script::words};
use std::{collections::BTreeMap, ops::Range};

/// The variables of a script.
pub(super) struct Variables<'t> {
    /// Every `NAME=VALUE`, wherever it stands, rising.
    assigned: Vec<(usize, &'t str)>,
    /// The same by name, with the value without quotes.
    values: BTreeMap<&'t str, Vec<(usize, String)>>,
    used: BTreeMap<String, Used>,
}

/// The last places that ask for a variable without saying what it is if it has no value.
#[derive(Default)]
struct Used {
    anywhere: usize,
    in_address: usize,
}

impl<'t> Variables<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let mut all = Self { assigned: Vec::new(), values: BTreeMap::new(), used: BTreeMap::new() };
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        for (at, word) in words(text) {
            let Some((name, value)) = word.split_once('=') else { continue };
            if !name.is_empty() && name.chars().all(is_name) {
                all.assigned.push((at, name));
                all.values.entry(name).or_default().push((at, value.chars().filter(|c| !matches!(c, '"' | '\'')).collect()));
            }
        }
        for word in text.split_whitespace() {
            let start = word.as_ptr().addr() - text.as_ptr().addr();
            for mention in names(word, '\\').into_iter().filter(|mention| mention.modifier.is_none()) {
                let used = all.used.entry(mention.name).or_default();
                used.anywhere = start + mention.end;
                if word.contains("://") {
                    used.in_address = start + mention.end;
                }
            }
        }
        all
    }

    /// What a variable was set to last in front of a place.
    pub(super) fn before(&self, name: &str, at: usize) -> Option<&str> {
        let values = self.values.get(name)?;
        let last = values.partition_point(|(place, _)| *place < at).checked_sub(1)?;
        Some(values[last].1.as_str())
    }

    /// What a variable is set to first within a span.
    pub(super) fn within(&self, name: &str, span: &Range<usize>) -> Option<&str> {
        let values = self.values.get(name)?;
        let (_, value) = values.get(values.partition_point(|(place, _)| *place < span.start)).filter(|(place, _)| *place < span.end)?;
        Some(value)
    }

    /// The names that are set within a span, in their order.
    pub(super) fn names(&self, span: &Range<usize>) -> impl Iterator<Item = &'t str> {
        let first = self.assigned.partition_point(|(place, _)| *place < span.start);
        let end = span.end;
        self.assigned[first..].iter().take_while(move |(place, _)| *place < end).map(|(_, name)| *name)
    }

    /// Whether a variable is asked for behind a place. A single branch may be for what only one architecture needs, so there it has to be
    /// part of an address.
    pub(super) fn is_needed(&self, name: &str, behind: usize, branches: usize) -> bool {
        self.used.get(name).is_some_and(|used| behind < if branches > 1 { used.anywhere } else { used.in_address })
    }
}
