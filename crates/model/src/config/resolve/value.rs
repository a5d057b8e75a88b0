//! Reading single values, keeping what is wrong with them.

use super::explain::Explain;
use crate::{
    Origin, Platform, Platforms, Sourced,
    config::{
        Kind, Problem, keys, path,
        places::Places,
        raw::{Found, Section},
    },
    nearest,
};
use camino::Utf8PathBuf;
use serde::{
    Deserialize,
    de::{IntoDeserializer, value::Error},
};
use std::{collections::HashMap, str::FromStr};

/// What reading needs besides the raw file.
pub(super) struct Reader<'a> {
    pub(super) places: &'a Places<'a>,
    pub(super) problems: &'a mut Vec<Problem>,
    /// Items that moved up in their list because one before them could not be read: path in the project, path in the file.
    pub(super) moved: HashMap<String, String>,
}

impl Reader<'_> {
    pub(super) fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Whether something in a table is told to be wrong.
    pub(super) fn told(&self, table: &str) -> bool {
        self.problems.iter().any(|problem| problem.key.strip_prefix(table).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
    }

    pub(super) fn origin(&self, key: &str) -> Origin {
        self.places.origin(key)
    }

    /// A text as one of the value types.
    pub(super) fn parse<T: FromStr<Err: Explain>>(&mut self, key: &str, text: &str) -> Option<T> {
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                let (message, near) = T::Err::explain(error, text);
                self.report(Problem::value(key, message).did_you_mean(near));
                None
            }
        }
    }

    /// Every item of a list, without those that cannot be read.
    pub(super) fn each<T>(&mut self, list: &[Found<String>], mut read: impl FnMut(&mut Self, &Found<String>) -> Option<T>) -> Vec<T> {
        let mut values = Vec::new();
        for item in list {
            let Some(value) = read(self, item) else { continue };
            let path = path::item(path::whole(&item.key), values.len());
            if path != item.key {
                self.moved.insert(path, item.key.clone());
            }
            values.push(value);
        }
        values
    }

    /// Every item of a list as one of the value types.
    pub(super) fn parse_all<T: FromStr<Err: Explain>>(&mut self, list: &[Found<String>]) -> Vec<T> {
        self.each(list, |reader, item| reader.parse(&item.key, &item.value))
    }

    /// Every item of a list as it is.
    pub(super) fn texts<T: From<String>>(&mut self, section: &Section, name: &str) -> Vec<T> {
        self.each(section.list(name).unwrap_or_default(), |_, item| Some(item.value.clone().into()))
    }

    /// One of an enum's words, as the enum itself spells them.
    pub(super) fn word<T: for<'de> Deserialize<'de>>(&mut self, section: &Section, schema: &str, name: &str) -> Option<T> {
        let Found { key, value } = section.text(name)?;
        let word: Result<T, Error> = T::deserialize(value.into_deserializer());
        if let Ok(word) = word {
            return Some(word);
        }
        let kind = keys::below(schema).find(|known| known.name() == name).map_or(Kind::Text, |known| known.kind);
        let near = match kind {
            Kind::Word(words) => nearest(value, words.iter().copied()),
            Kind::Table
            | Kind::Named(_)
            | Kind::Text
            | Kind::TextOrEmpty
            | Kind::Path
            | Kind::Flag
            | Kind::Number
            | Kind::List
            | Kind::ListOrText
            | Kind::Strings
            | Kind::TextOrTable
            | Kind::Tables
            | Kind::ListOrTables
            | Kind::Choices
            | Kind::Like(_) => None,
        };
        self.report(Problem::new(&key, format!("`{key}` takes {kind}, not `{value}`")).did_you_mean(near));
        None
    }

    /// Platforms, from an array or from one string with commas or blanks.
    pub(super) fn platforms(&mut self, section: &Section) -> Option<Sourced<Platforms>> {
        let list = section.list("platforms")?;
        let mut good = true;
        let mut platforms: Vec<Platform> = Vec::new();
        for Found { key, value } in list {
            for word in value.split([',', ' ', '\t', '\n']).filter(|word| !word.is_empty()) {
                match self.parse(key, word) {
                    Some(platform) => platforms.push(platform),
                    None => good = false,
                }
            }
        }
        let origin = self.origin(&section.path("platforms"));
        good.then(|| Sourced::new(platforms.into(), origin))
    }
}

/// A text, or the default.
pub(super) fn text_or(section: &Section, name: &str, default: String) -> String {
    section.text(name).map_or(default, |found| found.value.to_owned())
}

/// A text that may be left out.
pub(super) fn optional(section: &Section, name: &str) -> Option<String> {
    section.text(name).map(|found| found.value.to_owned())
}

/// A path, or the default.
pub(super) fn path_or(section: &Section, name: &str, default: Utf8PathBuf) -> Utf8PathBuf {
    section.text(name).map_or(default, |found| found.value.into())
}
