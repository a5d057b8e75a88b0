//! AW210: a source of a `COPY` that the context does not have.

use crate::{
    dockerfile::{Reach, Verb, expand},
    lint::{Case, Diagnostic, Lookup, case, kinds, sources::is_elsewhere},
};
use archwright_model::Platform;
use std::collections::BTreeMap;

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let Some(context) = case.input.context else { return Vec::new() };
    let mut missing: BTreeMap<(usize, usize, String), (Lookup, Vec<Platform>)> = BTreeMap::new();
    for (at, instruction) in case.instructions().filter(|(_, instruction)| matches!(instruction.verb, Verb::Copy | Verb::Add)) {
        if instruction.flag("from").is_some() {
            continue;
        }
        let mut words = instruction.words();
        words.pop();
        for place in case.reached(at, Reach::Mounted) {
            for word in words.iter().filter(|word| !is_elsewhere(&word.text)) {
                let Ok(expanded) = expand(&word.text, case.dockerfile.escape, &place.step.env) else { continue };
                // What is empty here may be set where we cannot see: by the base image.
                if expanded.text.is_empty() || !expanded.unset.is_empty() {
                    continue;
                }
                let lookup = context.look(&expanded.text);
                if lookup != Lookup::There {
                    let key = (word.span.start, word.span.end, expanded.text);
                    missing.entry(key).or_insert_with(|| (lookup, Vec::new())).1.push(place.build.platform);
                }
            }
        }
    }
    let one = |((start, end, path), (lookup, platforms)): ((usize, usize, String), (Lookup, Vec<Platform>))| {
        let platforms = case::distinct(platforms);
        let about: &[Platform] = if platforms.len() < case.input.platforms.len() { &platforms } else { &[] };
        let (message, remedy) = match lookup {
            Lookup::Ignored(file, line) => (
                format!("`{path}` is kept out of the context by {file}:{line}"),
                format!("let it pass with `!{}` below that line", path.trim_start_matches("./")),
            ),
            Lookup::Missing | Lookup::There => {
                let nearest = context.nearest(&path).map(|near| format!("; the nearest there is `{near}`")).unwrap_or_default();
                (format!("`{path}` is not in the context{nearest}"), kinds::COPY_SOURCE.remedy.to_owned())
            }
        };
        Diagnostic::new(case, &kinds::COPY_SOURCE, Some(start..end), about, message).remedy(remedy)
    };
    missing.into_iter().map(one).collect()
}
