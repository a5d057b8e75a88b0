//! The file as it stands: what has the right form, each value optional, none of it interpreted.

use std::collections::BTreeMap;

/// A value with the path of its key.
#[derive(Debug)]
pub(super) struct Found<T> {
    pub(super) key: String,
    pub(super) value: T,
}

/// A value in one of the forms that the schema knows.
#[derive(Debug)]
pub(super) enum Value {
    Text(String),
    Flag(bool),
    List(Vec<Found<String>>),
    Strings(BTreeMap<String, String>),
    Section(Section),
    Sections(Vec<Section>),
}

/// A table.
#[derive(Debug, Default)]
pub(super) struct Section {
    /// Its path.
    pub(super) key: String,
    /// Its own name, the path's last part.
    pub(super) name: String,
    /// In the order of the file.
    pub(super) entries: Vec<(String, Value)>,
}

impl Section {
    fn get(&self, name: &str) -> Option<&Value> {
        self.entries.iter().find(|(entry, _)| entry == name).map(|(_, value)| value)
    }

    /// The path of one of its keys.
    pub(super) fn path(&self, name: &str) -> String {
        super::path::join(&self.key, name)
    }

    pub(super) fn text(&self, name: &str) -> Option<Found<&str>> {
        let Value::Text(text) = self.get(name)? else { return None };
        Some(Found { key: self.path(name), value: text })
    }

    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        let Value::Flag(flag) = self.get(name)? else { return None };
        Some(*flag)
    }

    pub(super) fn list(&self, name: &str) -> Option<&[Found<String>]> {
        let Value::List(list) = self.get(name)? else { return None };
        Some(list)
    }

    pub(super) fn strings(&self, name: &str) -> BTreeMap<String, String> {
        let Some(Value::Strings(strings)) = self.get(name) else { return BTreeMap::new() };
        strings.clone()
    }

    pub(super) fn section(&self, name: &str) -> Option<&Self> {
        let Value::Section(section) = self.get(name)? else { return None };
        Some(section)
    }

    /// The tables of an array.
    pub(super) fn tables(&self, name: &str) -> &[Self] {
        let Some(Value::Sections(sections)) = self.get(name) else { return &[] };
        sections
    }

    /// The tables of a table, in the order of the file.
    pub(super) fn sections(&self, name: &str) -> impl Iterator<Item = &Self> {
        let entries = self.section(name).map(|section| section.entries.as_slice()).unwrap_or_default();
        entries.iter().filter_map(|(_, value)| {
            let Value::Section(section) = value else { return None };
            Some(section)
        })
    }
}
