//! `[environment]`: variables of the project's own.

use super::value::Reader;
use crate::{
    config::{path, raw::Section},
    project::Setting,
};
use std::collections::BTreeMap;

pub(super) fn environment(raw: &Section, reader: &mut Reader<'_>) -> BTreeMap<String, Setting> {
    let variables = raw.strings("environment");
    variables.into_iter().filter_map(|(name, text)| Some((name.clone(), reader.parse(&path::join("environment", &name), &text)?))).collect()
}
