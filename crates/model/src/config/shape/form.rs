//! The forms of single values, and what is told when a value has another.

use super::Shaper;
use crate::{
    config::{
        KeyDefault, KeyDoc, Kind, Problem,
        keys::below,
        path,
        raw::{Found, Item, Value},
    },
    secret::{MASK, names_a_secret},
};
use std::{collections::BTreeMap, ops::Range};
use toml::{
    Spanned,
    de::{DeArray, DeTable, DeValue},
};

impl Shaper<'_, '_> {
    /// A value that is no table of our own keys.
    pub(super) fn leaf(&mut self, value: &Spanned<DeValue<'_>>, known: &KeyDoc, key: &str) -> Option<Value> {
        match (known.kind, value.get_ref()) {
            (Kind::Text | Kind::Path | Kind::TextOrTable, DeValue::String(text)) if text.trim().is_empty() => {
                let problem = Problem::new(key, format!("`{key}` is empty"));
                let needed = known.default == KeyDefault::Required;
                self.problems.push(problem.hint(if needed { super::needed(known) } else { "leave it out for the default".into() }));
                None
            }
            (Kind::Text | Kind::TextOrEmpty | Kind::Path | Kind::Word(_) | Kind::TextOrTable, DeValue::String(text)) => {
                Some(Value::Text(text.to_string()))
            }
            (Kind::Flag, DeValue::Boolean(flag)) => Some(Value::Flag(*flag)),
            (Kind::Number, DeValue::Integer(number)) if u32::from_str_radix(number.as_str(), number.radix()).is_ok() => {
                u32::from_str_radix(number.as_str(), number.radix()).ok().map(Value::Number)
            }
            (Kind::List | Kind::ListOrText, DeValue::Array(array)) => Some(Value::List(self.list(array, key))),
            (Kind::ListOrText, DeValue::String(text)) => Some(Value::List(vec![Found { key: key.into(), value: text.to_string() }])),
            (Kind::ListOrTables, DeValue::String(text)) => {
                Some(Value::Items(vec![Item::Text(Found { key: key.into(), value: text.to_string() })]))
            }
            (Kind::Choices, DeValue::Array(array)) => Some(Value::Choices(self.choices(array, key))),
            (Kind::Strings, DeValue::Table(table)) => Some(Value::Strings(self.strings(table, key))),
            (kind, other) => {
                let problem = self.wrong(key, kind, other, &value.span());
                self.problems.push(problem);
                None
            }
        }
    }

    fn list(&mut self, array: &DeArray<'_>, key: &str) -> Vec<Found<String>> {
        let mut list = Vec::new();
        for (index, value) in array.iter().enumerate() {
            let key = path::item(key, index);
            self.places.note(&key, value.span().start);
            match value.get_ref() {
                DeValue::String(text) => list.push(Found { key, value: text.to_string() }),
                other => {
                    let problem = self.wrong(&key, Kind::Text, other, &value.span());
                    self.problems.push(problem);
                }
            }
        }
        list
    }

    fn choices(&mut self, array: &DeArray<'_>, key: &str) -> Vec<Found<BTreeMap<String, String>>> {
        let mut choices = Vec::new();
        for (index, value) in array.iter().enumerate() {
            let key = path::item(key, index);
            self.places.note(&key, value.span().start);
            match value.get_ref() {
                DeValue::Table(table) => choices.push(Found { value: self.strings(table, &key), key }),
                other => {
                    let problem = self.wrong(&key, Kind::Strings, other, &value.span());
                    self.problems.push(problem);
                }
            }
        }
        choices
    }

    fn strings(&mut self, table: &DeTable<'_>, key: &str) -> BTreeMap<String, String> {
        let mut strings = BTreeMap::new();
        for (name, _, value) in super::in_file_order(table) {
            let key = path::join(key, name);
            self.places.note(&key, value.span().start);
            match value.get_ref() {
                DeValue::String(text) => {
                    strings.insert(name.to_owned(), text.to_string());
                }
                other => {
                    let problem = self.wrong(&key, Kind::TextOrEmpty, other, &value.span());
                    self.problems.push(problem);
                }
            }
        }
        strings
    }

    /// What was expected and what is there, and how to write it where that is a matter of quotes or brackets.
    pub(super) fn wrong(&self, key: &str, kind: Kind, found: &DeValue<'_>, span: &Range<usize>) -> Problem {
        let given = if let (Kind::Number, DeValue::Integer(number)) = (kind, found) { number.as_str() } else { name(found) };
        let problem = Problem::new(key, format!("`{key}` takes {kind}, not {given}"));
        let source = match key.rsplit_once('.') {
            Some((_, name)) if names_a_secret(name) => MASK,
            Some(_) | None => self.text.get(span.clone()).unwrap_or_default(),
        };
        match (kind, found) {
            (
                Kind::Text | Kind::TextOrEmpty | Kind::Path,
                DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_),
            ) => problem.hint(format!("put it in quotes: `\"{source}\"`")),
            (Kind::List, DeValue::String(_)) | (Kind::Tables | Kind::ListOrTables | Kind::Choices, DeValue::Table(_)) => {
                problem.hint(format!("put it in brackets: `[{source}]`"))
            }
            (Kind::Number, DeValue::String(text)) if text.parse::<u32>().is_ok() => problem.hint(format!("write `{text}` without quotes")),
            (Kind::Flag, DeValue::String(text)) if matches!(text.as_ref(), "true" | "false") => {
                problem.hint(format!("write `{text}` without quotes"))
            }
            (Kind::Word(words), DeValue::Boolean(false)) if words.contains(&"off") => problem.did_you_mean(Some("\"off\"")),
            (Kind::Named(_), DeValue::String(_)) if below("project").any(|known| known.name() == key) => {
                problem.hint("it belongs in [project]")
            }
            (Kind::Named(placeholder), _) => problem.hint(format!("write `[{key}.{placeholder}]`")),
            (
                Kind::Table
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
            ) => problem,
        }
    }
}

/// A TOML type with its article.
fn name(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a float",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}
