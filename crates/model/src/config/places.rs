//! Where each key stands in the file, or in which file of a workspace.

use super::{Place, path};
use crate::Origin;
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::HashMap;

/// The text's lines, and the byte at which each key path starts.
pub(super) struct Places<'a> {
    text: &'a str,
    file: Utf8PathBuf,
    keys: HashMap<String, usize>,
    /// Keys that are not there, and stand for what another says: path, the other's path.
    aliases: HashMap<String, String>,
    /// Those of a workspace's members, whose keys are all different.
    members: Vec<Self>,
}

impl<'a> Places<'a> {
    pub(super) fn new(text: &'a str, file: &Utf8Path) -> Self {
        Self { text, file: file.into(), keys: HashMap::new(), aliases: HashMap::new(), members: Vec::new() }
    }

    /// With the places of a member's file.
    pub(super) fn add(&mut self, member: Self) {
        self.members.push(member);
    }

    /// Says that a key stands for what another says, unless it is there itself.
    pub(super) fn alias(&mut self, key: String, other: String) {
        self.aliases.insert(key, other);
    }

    /// The key whose value another one, which is not there itself, stands for.
    pub(super) fn original(&self, key: &str) -> Option<String> {
        let mut prefix = key;
        while !self.has(prefix) {
            if let Some(other) = self.aliases.get(prefix) {
                return Some(format!("{other}{}", &key[prefix.len()..]));
            }
            prefix = path::parent(prefix)?;
        }
        None
    }

    /// Loses a key and what is below it.
    pub(super) fn forget(&mut self, key: &str) {
        self.keys.retain(|other, _| other.strip_prefix(key).is_none_or(|rest| !(rest.is_empty() || rest.starts_with(['.', '[']))));
    }

    /// The folders of the members, in their order.
    pub(super) fn folders(&self) -> impl Iterator<Item = &Utf8Path> {
        self.members.iter().map(Self::folder)
    }

    /// The folder of the file that has a key, from which its paths are meant; empty for the project's own.
    pub(super) fn folder_of(&self, key: &str) -> &Utf8Path {
        self.members.iter().find(|member| member.has(key)).map_or_else(|| self.folder(), Self::folder)
    }

    fn folder(&self) -> &Utf8Path {
        self.file.parent().unwrap_or_else(|| Utf8Path::new(""))
    }

    /// Notes where a key, or its value, starts.
    pub(super) fn note(&mut self, key: impl Into<String>, byte: usize) {
        self.keys.insert(key.into(), byte);
    }

    /// Whether one of the files has that key.
    pub(super) fn has(&self, key: &str) -> bool {
        self.keys.contains_key(key) || self.members.iter().any(|member| member.has(key))
    }

    /// The place of a key, if one of the files has it.
    pub(super) fn exactly(&self, key: &str) -> Option<Place> {
        let here = self.keys.get(key).map(|byte| self.at(*byte));
        here.or_else(|| self.members.iter().find_map(|member| member.exactly(key)))
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
        let original = self.original(key);
        let mut key = original.as_deref().unwrap_or(key);
        loop {
            if let Some(place) = self.exactly(key) {
                return Some(place);
            }
            match path::parent(key) {
                Some(parent) => key = parent,
                None => return Some(self.at(0)),
            }
        }
    }

    /// Where a value comes from: the line of its key.
    pub(super) fn origin(&self, key: &str) -> Origin {
        let place = self.of(key).unwrap_or_else(|| self.at(0));
        Origin::File { path: place.file, line: place.line }
    }
}
