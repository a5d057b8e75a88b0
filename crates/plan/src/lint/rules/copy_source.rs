//! AW210: a source of a `COPY` that the context does not have.

use crate::lint::{Case, Diagnostic, Lookup, case, kinds, sources};
use archwright_model::Platform;
use std::collections::BTreeMap;

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let Some(context) = case.input.context else { return Vec::new() };
    let mut missing: BTreeMap<(usize, usize, String), (Lookup, Vec<Platform>)> = BTreeMap::new();
    for source in sources::of(case) {
        let lookup = context.look(&source.path);
        if lookup != Lookup::There {
            let key = (source.span.start, source.span.end, source.path);
            missing.entry(key).or_insert_with(|| (lookup, Vec::new())).1.push(source.platform);
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
