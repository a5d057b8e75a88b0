//! AW211: a build argument that no `ARG` takes.

use crate::{
    dockerfile::{Dockerfile, Instruction, Verb, is_predefined},
    lint::{Case, Diagnostic, kinds},
};
use archwright_model::nearest;
use std::collections::BTreeSet;

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let given: BTreeSet<&str> = case.input.args.iter().flat_map(|args| args.keys()).map(String::as_str).collect();
    let told = |(name, near): (&str, Option<String>)| {
        let near = near.map(|near| format!("; there is `ARG {near}`")).unwrap_or_default();
        let message = format!("build argument `{name}` is given, and no `ARG` takes it{near}");
        Diagnostic::new(case, &kinds::UNTAKEN_ARG, None, &[], message)
    };
    untaken(&case.dockerfile, given).into_iter().map(told).collect()
}

/// Those of the given names that no `ARG` declares, each with the nearest one that does.
pub fn untaken<'n>(dockerfile: &Dockerfile, given: impl IntoIterator<Item = &'n str>) -> Vec<(&'n str, Option<String>)> {
    let args = dockerfile.instructions.iter().filter(|instruction| instruction.verb == Verb::Arg);
    let declared: BTreeSet<String> = args.flat_map(Instruction::pairs).map(|pair| pair.name.text).collect();
    let untaken = given.into_iter().filter(|name| !declared.contains(*name) && !is_predefined(name));
    untaken.map(|name| (name, nearest(name, declared.iter().map(String::as_str)).map(str::to_owned))).collect()
}
