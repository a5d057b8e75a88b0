//! The first reading: does each key exist, and has its value the right form? What has it goes into the raw mirror.

mod form;

use super::{
    KeyDefault, KeyDoc, Kind, Problem,
    keys::below,
    path,
    places::Places,
    raw::{Found, Item, Section, Value},
};
use crate::nearest;
use toml::{
    Spanned,
    de::{DeArray, DeTable, DeValue},
};

/// Compares a document with the schema.
///
/// Of a document that is not `whole`, what is missing may have been lost with a broken line, and is not told.
pub(super) fn shape<'a>(text: &'a str, document: &DeTable<'_>, whole: bool, places: &mut Places<'a>) -> (Section, Vec<Problem>) {
    let mut shaper = Shaper { text, whole, places, problems: Vec::new() };
    let root = shaper.table(document, "", "", "");
    (root, shaper.problems)
}

struct Shaper<'a, 'p> {
    text: &'a str,
    whole: bool,
    places: &'p mut Places<'a>,
    problems: Vec<Problem>,
}

impl Shaper<'_, '_> {
    /// A table whose keys are those below `schema`.
    fn table(&mut self, table: &DeTable<'_>, schema: &str, key: &str, name: &str) -> Section {
        let mut section = Section { key: key.into(), name: name.into(), entries: Vec::new() };
        for (name, span, value) in in_file_order(table) {
            let key = path::join(key, name);
            if let Some(known) = below(schema).find(|known| known.name() == name) {
                self.places.note(&key, value.span().start);
                section.entries.extend(self.value(value, known, &key).map(|value| (name.to_owned(), value)));
            } else {
                self.places.note(&key, span);
                self.problems.push(unknown(schema, &section.key, &key, name, value.get_ref().is_table()));
            }
        }
        // What holds for all need not say everything.
        if self.whole && path::parent(&section.key) != Some("defaults") {
            let missing = below(schema).filter(|known| known.default == KeyDefault::Required && !table.contains_key(known.name()));
            for known in missing {
                let message = format!("missing key `{}` in [{}]", known.name(), section.key);
                self.problems.push(Problem::new(section.path(known.name()), message).hint(needed(known)));
            }
        }
        section
    }

    /// A table of tables whose names the user chose.
    fn named(&mut self, table: &DeTable<'_>, schema: &str, key: &str) -> Section {
        let mut section = Section { key: key.into(), ..Section::default() };
        for (name, _, value) in in_file_order(table) {
            let key = path::join(key, name);
            self.places.note(&key, value.span().start);
            match value.get_ref() {
                DeValue::Table(table) => {
                    let inner = self.table(table, schema, &key, name);
                    section.entries.push((name.to_owned(), Value::Section(inner)));
                }
                other => {
                    let problem = self.wrong(&key, Kind::Table, other, &value.span());
                    self.problems.push(stray(problem, schema, name));
                }
            }
        }
        section
    }

    /// Tables in an array, each of the keys below the array's own.
    fn tables(&mut self, array: &DeArray<'_>, known: &KeyDoc, key: &str) -> Vec<Section> {
        let mut sections = Vec::new();
        for (index, value) in array.iter().enumerate() {
            let key = path::item(key, index);
            self.places.note(&key, value.span().start);
            match value.get_ref() {
                DeValue::Table(table) => sections.push(self.table(table, known.path, &key, "")),
                other => {
                    let problem = self.wrong(&key, Kind::Table, other, &value.span());
                    self.problems.push(problem);
                }
            }
        }
        sections
    }

    /// An array of strings and of tables of the keys below its own.
    fn items(&mut self, array: &DeArray<'_>, known: &KeyDoc, key: &str) -> Vec<Item> {
        let mut items = Vec::new();
        for (index, value) in array.iter().enumerate() {
            let key = path::item(key, index);
            self.places.note(&key, value.span().start);
            match value.get_ref() {
                DeValue::Table(table) => items.push(Item::Table(self.table(table, known.path, &key, ""))),
                DeValue::String(text) => items.push(Item::Text(Found { key, value: text.to_string() })),
                other => {
                    let problem = self.wrong(&key, Kind::TextOrTable, other, &value.span());
                    self.problems.push(problem);
                }
            }
        }
        items
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, known: &KeyDoc, key: &str) -> Option<Value> {
        match (known.kind, value.get_ref()) {
            (Kind::Table | Kind::TextOrTable, DeValue::Table(table)) => {
                Some(Value::Section(self.table(table, known.path, key, known.name())))
            }
            (Kind::Like(schema), DeValue::Table(table)) => Some(Value::Section(self.table(table, schema, key, known.name()))),
            (Kind::ListOrTables, DeValue::Array(array)) => Some(Value::Items(self.items(array, known, key))),
            (Kind::Tables, DeValue::Array(array)) => Some(Value::Sections(self.tables(array, known, key))),
            (Kind::Named(placeholder), DeValue::Table(table)) => {
                Some(Value::Section(self.named(table, &format!("{}.{placeholder}", known.path), key)))
            }
            (
                Kind::Table
                | Kind::Named(_)
                | Kind::Text
                | Kind::TextOrEmpty
                | Kind::Path
                | Kind::Word(_)
                | Kind::Flag
                | Kind::Number
                | Kind::List
                | Kind::ListOrText
                | Kind::Strings
                | Kind::TextOrTable
                | Kind::Tables
                | Kind::ListOrTables
                | Kind::Choices
                | Kind::Like(_),
                _,
            ) => self.leaf(value, known, key),
        }
    }
}

/// The entries of a table; the parser keeps them by name.
fn in_file_order<'t>(table: &'t DeTable<'_>) -> Vec<(&'t str, usize, &'t Spanned<DeValue<'t>>)> {
    let mut entries: Vec<_> = table.iter().map(|(key, value)| (key.get_ref().as_ref(), key.span().start, value)).collect();
    entries.sort_by_key(|(_, start, _)| *start);
    entries
}

/// What a key that cannot be left out is for.
fn needed(known: &KeyDoc) -> String {
    let sentence = known.doc.split_once(". ").map_or(known.doc, |(first, _)| first).trim_end_matches('.');
    let mut letters = sentence.chars();
    let first = letters.next().map(|letter| letter.to_lowercase().to_string()).unwrap_or_default();
    format!("write it: {first}{}", letters.as_str())
}

/// An unknown key: one of another table, or a slip of one that is there.
fn unknown(schema: &str, table: &str, key: &str, name: &str, is_table: bool) -> Problem {
    let place = if table.is_empty() { "at the top of the file".into() } else { format!("in [{table}]") };
    let problem = Problem::new(key, format!("unknown key `{name}` {place}"));
    if let Some(near) = nearest(name, below(schema).map(KeyDoc::name)) {
        return problem.did_you_mean(Some(near));
    }
    match super::keys().iter().find(|known| known.name() == name && known.kind.is_table() == is_table && !known.table().is_empty()) {
        Some(known) => problem.hint(format!("it belongs in [{}]", known.table())),
        None => problem.hint(format!("there are {}", below(schema).map(KeyDoc::name).collect::<Vec<_>>().join(", "))),
    }
}

/// A plain value among named tables: one of their keys, the name between left out.
fn stray(problem: Problem, schema: &str, name: &str) -> Problem {
    match below(schema).find(|known| known.name() == name) {
        Some(known) => problem.hint(format!("it belongs in [{}]", known.table())),
        None => problem,
    }
}
