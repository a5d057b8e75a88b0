//! The file as it stands: what has the right form, each value optional, none of it interpreted.

use std::collections::BTreeMap;

/// A value with the path of its key.
#[derive(Debug, Clone)]
pub(super) struct Found<T> {
    pub(super) key: String,
    pub(super) value: T,
}

/// A value in one of the forms that the schema knows.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(String),
    Flag(bool),
    Number(u32),
    List(Vec<Found<String>>),
    Items(Vec<Item>),
    Choices(Vec<Found<BTreeMap<String, String>>>),
    Strings(BTreeMap<String, String>),
    Section(Section),
    Sections(Vec<Section>),
}

/// An item of an array that takes strings and tables.
#[derive(Debug, Clone)]
pub(super) enum Item {
    Text(Found<String>),
    Table(Section),
}

/// A table.
#[derive(Debug, Clone, Default)]
pub(super) struct Section {
    /// Its path.
    pub(super) key: String,
    /// Its own name, the path's last part.
    pub(super) name: String,
    /// In the order of the file.
    pub(super) entries: Vec<(String, Value)>,
}

impl Section {
    /// One of its values, to be changed.
    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut Value> {
        self.entries.iter_mut().find(|(entry, _)| entry == name).map(|(_, value)| value)
    }

    /// The tables of a table, to be changed.
    pub(super) fn sections_mut(&mut self, name: &str) -> impl Iterator<Item = &mut Self> {
        let entries = match self.get_mut(name) {
            Some(Value::Section(section)) => section.entries.as_mut_slice(),
            Some(_) | None => &mut [],
        };
        entries.iter_mut().filter_map(|(_, value)| match value {
            Value::Section(section) => Some(section),
            Value::Text(_)
            | Value::Flag(_)
            | Value::Number(_)
            | Value::List(_)
            | Value::Items(_)
            | Value::Choices(_)
            | Value::Strings(_)
            | Value::Sections(_) => None,
        })
    }

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

    pub(super) fn number(&self, name: &str) -> Option<u32> {
        let Value::Number(number) = self.get(name)? else { return None };
        Some(*number)
    }

    pub(super) fn list(&self, name: &str) -> Option<&[Found<String>]> {
        let Value::List(list) = self.get(name)? else { return None };
        Some(list)
    }

    /// The items of an array that takes strings and tables.
    pub(super) fn items(&self, name: &str) -> Option<&[Item]> {
        let Value::Items(items) = self.get(name)? else { return None };
        Some(items)
    }

    /// The tables of strings in an array.
    pub(super) fn choices(&self, name: &str) -> &[Found<BTreeMap<String, String>>] {
        let Some(Value::Choices(choices)) = self.get(name) else { return &[] };
        choices
    }

    pub(super) fn strings(&self, name: &str) -> BTreeMap<String, String> {
        let Some(Value::Strings(strings)) = self.get(name) else { return BTreeMap::new() };
        strings.clone()
    }

    pub(super) fn section(&self, name: &str) -> Option<&Self> {
        let Value::Section(section) = self.get(name)? else { return None };
        Some(section)
    }

    /// Puts a value into one of its tables, which is made if it is not there.
    pub(super) fn put(&mut self, table: &str, name: String, value: Value) {
        for (entry, there) in &mut self.entries {
            if entry == table
                && let Value::Section(section) = there
            {
                return section.entries.push((name, value));
            }
        }
        let section = Self { key: self.path(table), name: table.into(), entries: vec![(name, value)] };
        self.entries.push((table.into(), Value::Section(section)));
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
