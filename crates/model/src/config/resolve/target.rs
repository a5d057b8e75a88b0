//! `[target.KEY]`.

use super::value::{self, Reader};
use crate::{
    Sourced,
    config::{Problem, raw::Section},
    project::Target,
};

pub(super) fn target(section: &Section, reader: &mut Reader<'_>) -> Option<Target> {
    let key = reader.parse(&section.key, &section.name)?;
    let images = section.list("images");
    if images.is_some_and(<[_]>::is_empty) {
        let path = section.path("images");
        reader.report(Problem::new(&path, format!("`{path}` is empty")).hint("leave it out for all images"));
    }
    Some(Target {
        key,
        images: reader.parse_all(images.unwrap_or_default()),
        platforms: reader.platforms(section),
        output: reader.word(section, "target.KEY", "output").map(|kind| Sourced::new(kind, reader.origin(&section.path("output")))),
        description: value::optional(section, "description"),
    })
}
