//! What may stand in `archwright.toml`: the one table that the reader, its suggestions and the reference page come from.

mod table;

use std::fmt;

/// One key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyDoc {
    /// Its path, names that the user chooses in capitals: `image.KEY.variant.NAME.suffix`.
    pub path: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// What it is when it is left out.
    pub default: KeyDefault,
    /// What it means, in one sentence.
    pub doc: &'static str,
}

impl KeyDoc {
    /// The last part of its path.
    pub fn name(&self) -> &'static str {
        self.path.rsplit_once('.').map_or(self.path, |(_, name)| name)
    }

    /// The path of the table that it stands in, empty for the file itself.
    pub fn table(&self) -> &'static str {
        self.path.rsplit_once('.').map_or("", |(table, _)| table)
    }
}

/// What a key takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A table of the keys below it.
    Table,
    /// A table of tables, their names chosen by the user and written like this in paths.
    Named(&'static str),
    /// A string that is not empty.
    Text,
    /// A string.
    TextOrEmpty,
    /// A path, relative to the project.
    Path,
    /// One of these words.
    Word(&'static [&'static str]),
    /// `true` or `false`.
    Flag,
    /// A whole number, not below zero.
    Number,
    /// An array of strings.
    List,
    /// An array of strings, or one string.
    ListOrText,
    /// A table of strings, its keys chosen by the user.
    Strings,
    /// A string, or a table of the keys below it.
    TextOrTable,
    /// An array of tables of the keys below it.
    Tables,
    /// An array whose items are strings or tables of the keys below it, or one string.
    ListOrTables,
    /// An array of tables of strings, their keys chosen by the user.
    Choices,
    /// A table with the keys of that one.
    Like(&'static str),
}

impl Kind {
    /// Whether it is written as a table.
    pub(super) fn is_table(self) -> bool {
        match self {
            Self::Table | Self::Named(_) | Self::Strings | Self::TextOrTable | Self::Tables | Self::Choices | Self::Like(_) => true,
            Self::Text
            | Self::TextOrEmpty
            | Self::Path
            | Self::Word(_)
            | Self::Flag
            | Self::Number
            | Self::List
            | Self::ListOrText
            | Self::ListOrTables => false,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Table => "a table",
            Self::Named(_) => "a table of named tables",
            Self::Text | Self::TextOrEmpty => "a string",
            Self::Path => "a path",
            Self::Word(words) => return write!(f, "one of {}", quoted(words)),
            Self::Flag => "`true` or `false`",
            Self::Number => "a whole number",
            Self::List => "an array of strings",
            Self::ListOrText => "an array of strings or one string",
            Self::Strings => "a table of strings",
            Self::TextOrTable => "a string or a table",
            Self::Tables => "an array of tables",
            Self::ListOrTables => "an array of strings and tables, or one string",
            Self::Choices => "an array of tables of strings",
            Self::Like(table) => return write!(f, "a table with the keys of `[{table}]`"),
        })
    }
}

/// Words in backticks, with commas.
fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// What a key is when it is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyDefault {
    /// It cannot be left out.
    Required,
    /// Nothing.
    Unset,
    /// That value, as it would be written.
    Value(&'static str),
    /// What the words say.
    Means(&'static str),
}

/// Every key, tables before what stands in them.
pub fn keys() -> &'static [KeyDoc] {
    table::KEYS
}

/// The keys of the table with that path.
pub(super) fn below(table: &str) -> impl Iterator<Item = &'static KeyDoc> {
    keys().iter().filter(move |key| key.table() == table && !key.path.is_empty())
}
