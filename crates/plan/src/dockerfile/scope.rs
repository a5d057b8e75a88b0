//! The variables that an instruction sees.

use std::collections::{BTreeMap, BTreeSet};

/// The longest value that is kept: `ENV A=$A$A` doubles it on every line, and no platform needs that many.
const LONGEST: usize = 1 << 16;

/// Variables with their values, and names that are declared without one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Env {
    values: BTreeMap<String, String>,
    declared: BTreeSet<String>,
}

impl Env {
    /// The value of a variable.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// Whether an `ARG` or `ENV` names it, also one that gives it no value.
    pub fn declares(&self, name: &str) -> bool {
        self.values.contains_key(name) || self.declared.contains(name)
    }

    /// Sets a variable, in place of what it was.
    pub fn set(&mut self, name: &str, mut value: String) {
        if value.len() > LONGEST {
            let end = (0..=LONGEST).rev().find(|at| value.is_char_boundary(*at)).unwrap_or_default();
            value.truncate(end);
        }
        self.values.insert(name.to_owned(), value);
    }

    /// Declares a variable; what it is, it stays.
    pub fn declare(&mut self, name: &str) {
        self.declared.insert(name.to_owned());
    }

    /// How many variables have a value.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether none has one.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// What it says of some names.
    pub(super) fn of<'a>(&self, names: impl Iterator<Item = &'a str>) -> Self {
        let mut some = Self::default();
        for name in names {
            if let Some(value) = self.get(name) {
                some.values.insert(name.to_owned(), value.to_owned());
            } else if self.declares(name) {
                some.declare(name);
            }
        }
        some
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Env {
    fn from_iter<T: IntoIterator<Item = (N, V)>>(values: T) -> Self {
        Self { values: values.into_iter().map(|(name, value)| (name.into(), value.into())).collect(), declared: BTreeSet::new() }
    }
}
