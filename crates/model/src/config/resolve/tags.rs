//! `tags`: each a string, or a table with the runs that have it.

use super::value::Reader;
use crate::{
    config::{
        path,
        raw::{Item, Section},
    },
    project::{TagTemplate, When},
};

/// The tags of a table; none if it says nothing of them.
pub(super) fn tags(section: &Section, schema: &str, reader: &mut Reader<'_>) -> Option<Vec<TagTemplate>> {
    let items = section.items("tags")?;
    let mut tags: Vec<TagTemplate> = Vec::new();
    for item in items {
        let (key, tag) = match item {
            Item::Text(found) => (&found.key, reader.parse(&found.key, &found.value)),
            Item::Table(table) => (&table.key, conditional(table, schema, reader)),
        };
        let Some(tag) = tag else { continue };
        let moved = path::item(path::whole(key), tags.len());
        if moved != *key {
            reader.moved.insert(moved, key.clone());
        }
        tags.push(tag);
    }
    Some(tags)
}

fn conditional(table: &Section, schema: &str, reader: &mut Reader<'_>) -> Option<TagTemplate> {
    let when: Option<When> = reader.word(table, &format!("{schema}.tags"), "when");
    let tag = table.text("tag")?;
    let tag: TagTemplate = reader.parse(&tag.key, tag.value)?;
    Some(tag.only(when.unwrap_or_default()))
}
