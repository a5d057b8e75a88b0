//! AW211: a build argument that no `ARG` takes.

use crate::{
    dockerfile::{Verb, is_predefined},
    lint::{Case, Diagnostic, kinds},
};
use archwright_model::nearest;
use std::collections::BTreeSet;

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let args = case.instructions().filter(|(_, instruction)| instruction.verb == Verb::Arg);
    let declared: BTreeSet<String> = args.flat_map(|(_, instruction)| instruction.pairs()).map(|pair| pair.name.text).collect();
    let given: BTreeSet<&String> = case.input.args.iter().flat_map(|args| args.keys()).collect();
    let untaken = given.into_iter().filter(|name| !declared.contains(*name) && !is_predefined(name));
    untaken
        .map(|name| {
            let near =
                nearest(name, declared.iter().map(String::as_str)).map(|near| format!("; there is `ARG {near}`")).unwrap_or_default();
            let message = format!("build argument `{name}` is given, and no `ARG` takes it{near}");
            Diagnostic::new(case, &kinds::UNTAKEN_ARG, None, &[], message)
        })
        .collect()
}
