//! `[registry."HOST"]`.

use super::value::{self, Reader};
use crate::{
    Registry,
    config::{Problem, raw::Section},
    project::RegistrySettings,
};
use std::collections::{BTreeMap, btree_map::Entry};

/// The settings of every registry; one that stands twice under different spellings is a problem.
pub(super) fn settings(raw: &Section, reader: &mut Reader<'_>) -> BTreeMap<Registry, RegistrySettings> {
    let mut settings = BTreeMap::new();
    for section in raw.sections("registry") {
        let Some(registry) = host(section, reader) else { continue };
        match settings.entry(registry) {
            Entry::Vacant(vacant) => {
                vacant.insert(one(section, reader));
            }
            Entry::Occupied(other) => {
                let message = format!("`{}` is `{}`, which is set already", section.key, other.key());
                reader.report(Problem::new(&section.key, message).hint("merge the two tables"));
            }
        }
    }
    settings
}

fn host(section: &Section, reader: &mut Reader<'_>) -> Option<Registry> {
    match section.name.split_once('/') {
        Some((host, _)) if !section.name.contains("://") => {
            let message = format!("`{}` has a path: settings hold for a whole registry", section.key);
            reader.report(Problem::new(&section.key, message).did_you_mean(Some(host)));
            None
        }
        _ => reader.parse(&section.key, &section.name),
    }
}

fn one(section: &Section, reader: &mut Reader<'_>) -> RegistrySettings {
    RegistrySettings {
        http: section.flag("http").unwrap_or(false),
        mirrors: reader.texts(section, "mirrors"),
        ca_file: value::optional(section, "ca-file").map(Into::into),
        upload: reader.word(section, "registry.HOST", "upload").unwrap_or_default(),
    }
}
