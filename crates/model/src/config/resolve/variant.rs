//! `[image.KEY.variant.NAME]`, alone or on top of what a matrix made.

use super::{
    matrix,
    value::{self, Reader},
};
use crate::{
    config::{Problem, raw::Section},
    nearest,
    project::{Key, Variant},
};

/// The variants of an image: those of its matrix, each refined by the table of its name, or the tables alone.
pub(super) fn variants(section: &Section, reader: &mut Reader<'_>) -> Vec<Variant> {
    let made = matrix::variants(section, reader);
    let Some(mut made) = made else {
        let tables = section.sections("variant");
        return tables.filter_map(|section| Some(refined(own(section, reader)?, section, reader))).collect();
    };
    for table in section.sections("variant") {
        match made.iter_mut().find(|variant| variant.is_called(&table.name)) {
            Some(variant) => *variant = refined(variant.clone(), table, reader),
            None if reader.told(&section.path("matrix")) => {}
            None => {
                let problem = Problem::new(&table.key, format!("`{}`: the matrix makes no variant `{}`", table.key, table.name));
                let names = || made.iter().map(|variant| variant.key.as_str());
                let near = nearest(&table.name, names()).map(str::to_owned);
                let all = names().collect::<Vec<_>>().join(", ");
                reader.report(if near.is_some() { problem.did_you_mean(near) } else { problem.hint(format!("it makes {all}")) });
            }
        }
    }
    made
}

fn own(section: &Section, reader: &mut Reader<'_>) -> Option<Variant> {
    reader.parse::<Key>(&section.key, &section.name).map(Variant::new)
}

fn refined(variant: Variant, section: &Section, reader: &mut Reader<'_>) -> Variant {
    let mut build_args = variant.build_args;
    build_args.extend(section.strings("build-args"));
    Variant {
        suffix: value::text_or(section, "suffix", variant.suffix),
        build_args,
        labels: section.strings("labels"),
        platforms: reader.platforms(section),
        description: value::optional(section, "description").filter(|text| !text.is_empty()),
        key: variant.key,
    }
}
