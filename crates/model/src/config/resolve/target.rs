//! `[target.KEY]`.

use super::{
    tags,
    value::{self, Reader},
};
use crate::{
    Sourced,
    config::{Problem, raw::Section},
    project::{OnFailure, Target},
    reference::Namespaces,
};

pub(super) fn target(section: &Section, reader: &mut Reader<'_>) -> Option<Target> {
    let key = reader.parse(&section.key, &section.name)?;
    let images = section.list("images");
    if images.is_some_and(<[_]>::is_empty) {
        let path = section.path("images");
        reader.report(Problem::new(&path, format!("`{path}` is empty")).hint("leave it out for all images"));
    }
    let usual = Target::new(key);
    Some(Target {
        images: reader.parse_all(images.unwrap_or_default()),
        variants: reader.texts(section, "variants"),
        except: reader.texts(section, "except"),
        platforms: reader.platforms(section),
        output: reader.word(section, "target.KEY", "output").map(|kind| Sourced::new(kind, reader.origin(&section.path("output")))),
        tags: tags::tags(section, "target.KEY", reader).map(|tags| Sourced::new(tags, reader.origin(&section.path("tags")))),
        registry: registry(section, reader),
        on_failure: if section.flag("keep-going") == Some(true) { OnFailure::KeepGoing } else { OnFailure::Stop },
        description: value::optional(section, "description"),
        ..usual
    })
}

fn registry(section: &Section, reader: &mut Reader<'_>) -> Option<Sourced<Namespaces>> {
    let list = section.list("registry")?;
    let origin = reader.origin(&section.path("registry"));
    Namespaces::new(reader.parse_all(list)).map(|namespaces| Sourced::new(namespaces, origin))
}
