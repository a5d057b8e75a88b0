//! Where each key stands in the file.

use super::{Place, path};
use crate::Origin;
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::HashMap;

/// The text's lines, and the byte at which each key path starts.
pub(super) struct Places<'a> {
    text: &'a str,
    file: Utf8PathBuf,
    keys: HashMap<String, usize>,
}

impl<'a> Places<'a> {
    pub(super) fn new(text: &'a str, file: &Utf8Path) -> Self {
        Self { text, file: file.into(), keys: HashMap::new() }
    }

    /// Notes where a key, or its value, starts.
    pub(super) fn note(&mut self, key: impl Into<String>, byte: usize) {
        self.keys.insert(key.into(), byte);
    }

    /// Whether the file has that key.
    pub(super) fn has(&self, key: &str) -> bool {
        self.keys.contains_key(key)
    }

    /// The place of a byte; the column counts characters, as editors do.
    pub(super) fn at(&self, byte: usize) -> Place {
        let mut byte = byte.min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        let before = &self.text[..byte];
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.matches('\n').count() + 1;
        let column = before[start..].trim_start_matches('\u{feff}').chars().count() + 1;
        Place { file: self.file.clone(), line, column }
    }

    /// The place of a key, else of the nearest table around it, else the start of the file.
    pub(super) fn of(&self, key: &str) -> Option<Place> {
        let mut key = key;
        loop {
            if let Some(byte) = self.keys.get(key) {
                return Some(self.at(*byte));
            }
            match path::parent(key) {
                Some(parent) => key = parent,
                None => return Some(self.at(0)),
            }
        }
    }

    /// Where a value comes from: the line of its key.
    pub(super) fn origin(&self, key: &str) -> Origin {
        let line = self.of(key).map_or(1, |place| place.line);
        Origin::File { path: self.file.clone(), line }
    }
}
