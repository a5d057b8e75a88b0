//! Rows for every key that there is: of another form than it takes, and misspelt.

use super::case::Case;
use archwright_model::config::{self, KeyDoc, Kind};

pub fn rows() -> Vec<Case> {
    let wrong = |key: &&KeyDoc| {
        Some((format!("{} = {}", key.path, of_another_form(key.kind)), written(key, key.name(), of_another_form(key.kind))))
    };
    let misspelt = |key: &&KeyDoc| {
        let slip = slip(key.name())?;
        Some((format!("{} misspelt", key.path), written(key, &slip, of_its_form(key.kind))))
    };
    let rows = config::keys().iter().flat_map(|key| [wrong(&key), misspelt(&key)]).flatten();
    rows.map(|(name, config)| Case { name, config, command: "plan".into(), args: vec!["plan".into()], ..Case::default() }).collect()
}

/// A file with that key in its table, and what else must be there.
fn written(key: &KeyDoc, name: &str, value: &str) -> String {
    let table = named(key.table());
    let beside: Vec<_> = if is_array(key.table()) { Vec::new() } else { required(key) };
    if is_array(key.table()) {
        let fields: Vec<_> = required(key).into_iter().chain([format!("{name} = {value}")]).collect();
        let (table, array) = table.rsplit_once('.').unwrap_or(("", &table));
        return format!("{}{array} = [{{ {} }}]\n{}", header(table), fields.join(", "), image(table));
    }
    let lines = beside.into_iter().chain([format!("{name} = {value}"), String::new()]).collect::<Vec<_>>().join("\n");
    format!("{}{lines}{}", header(&table), image(&table))
}

fn header(table: &str) -> String {
    if table.is_empty() { String::new() } else { format!("[{table}]\n") }
}

/// Something to build, so that its lack is not told too.
fn image(table: &str) -> String {
    if table.is_empty() || table.starts_with("image.") { String::new() } else { "[image.other]\n".into() }
}

fn is_array(table: &str) -> bool {
    config::keys().iter().any(|key| key.path == table && key.kind == Kind::Tables)
}

/// The other keys of the table that cannot be left out.
fn required(key: &KeyDoc) -> Vec<String> {
    let beside = config::keys().iter().filter(|other| other.table() == key.table() && other.path != key.path);
    let needed = beside.filter(|other| other.default == config::KeyDefault::Required);
    needed.map(|other| format!("{} = {}", other.name(), of_its_form(other.kind))).collect()
}

/// A path with names in the place of its capitals.
fn named(path: &str) -> String {
    path.split('.')
        .map(|part| match part {
            "HOST" => "\"registry.invalid\"".to_owned(),
            part if !part.is_empty() && part.chars().all(|c| c.is_ascii_uppercase()) => "app".to_owned(),
            part => part.to_owned(),
        })
        .collect::<Vec<_>>()
        .join(".")
}

fn of_another_form(kind: Kind) -> &'static str {
    match kind {
        Kind::Table | Kind::Named(_) | Kind::Strings | Kind::TextOrTable | Kind::Tables | Kind::Choices | Kind::Like(_) => "true",
        Kind::Text | Kind::TextOrEmpty | Kind::Path => "3",
        Kind::Word(_) => "\"quite-another-word\"",
        Kind::Flag => "\"yes\"",
        Kind::List => "\"one\"",
        Kind::ListOrText | Kind::ListOrTables => "[1]",
        Kind::Number => "\"many\"",
    }
}

fn of_its_form(kind: Kind) -> &'static str {
    match kind {
        Kind::Table | Kind::Named(_) | Kind::Strings | Kind::Like(_) => "{}",
        Kind::Text | Kind::TextOrEmpty | Kind::Path | Kind::TextOrTable | Kind::Word(_) => "\"x\"",
        Kind::Tables | Kind::Choices => "[]",
        Kind::Number => "1",
        Kind::Flag => "true",
        Kind::List | Kind::ListOrText | Kind::ListOrTables => "[\"x\"]",
    }
}

/// A name with two letters swapped; none of what is too short to be known again.
fn slip(name: &str) -> Option<String> {
    let mut letters: Vec<char> = name.chars().collect();
    let at = letters.len() / 2;
    (letters.len() > 3 && letters[at - 1] != letters[at]).then(|| letters.swap(at - 1, at))?;
    Some(letters.into_iter().collect())
}
