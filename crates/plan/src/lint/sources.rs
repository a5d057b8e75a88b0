//! What a Dockerfile takes from its context.

use super::{Case, Input};
use crate::dockerfile::{Reach, Verb, expand};
use std::collections::BTreeSet;

/// Every path or pattern that it copies from the context, variables filled in, for any of the platforms.
pub fn sources(input: &Input<'_>) -> BTreeSet<String> {
    let case = Case::new(input);
    let mut found = BTreeSet::new();
    for (at, instruction) in case.instructions().filter(|(_, instruction)| matches!(instruction.verb, Verb::Copy | Verb::Add)) {
        if instruction.flag("from").is_some() {
            continue;
        }
        let mut words = instruction.words();
        words.pop();
        for place in case.reached(at, Reach::Mounted) {
            let here = words.iter().filter(|word| !is_elsewhere(&word.text));
            let expanded = here.filter_map(|word| expand(&word.text, case.dockerfile.escape, &place.step.env).ok());
            found.extend(expanded.filter(|expanded| expanded.unset.is_empty() && !expanded.text.is_empty()).map(|expanded| expanded.text));
        }
    }
    found
}

/// An address, a repository, a here-document: nothing of the context.
pub(super) fn is_elsewhere(word: &str) -> bool {
    word.contains("://") || word.starts_with("git@") || word.starts_with("<<")
}
