//! What a Dockerfile takes from its context.

use super::{Case, Input};
use crate::dockerfile::{Reach, Verb, expand};
use archwright_model::Platform;
use std::collections::BTreeSet;
use std::ops::Range;

/// One source of a `COPY` or an `ADD`, as a platform's build has it.
pub(super) struct Source {
    /// Where it stands in the file.
    pub(super) span: Range<usize>,
    /// The path or pattern, variables filled in.
    pub(super) path: String,
    pub(super) platform: Platform,
}

/// Every path or pattern that it copies from the context, variables filled in, for any of the platforms.
pub fn sources(input: &Input<'_>) -> BTreeSet<String> {
    of(&Case::new(input)).into_iter().map(|source| source.path).collect()
}

pub(super) fn of(case: &Case<'_>) -> Vec<Source> {
    let mut found = Vec::new();
    let copies = case.instructions().filter(|(_, instruction)| matches!(instruction.verb, Verb::Copy | Verb::Add));
    for (at, instruction) in copies.filter(|(_, instruction)| instruction.flag("from").is_none()) {
        let mut words = instruction.words();
        words.pop();
        words.retain(|word| !is_elsewhere(&word.text));
        for place in case.reached(at, Reach::Mounted) {
            for word in &words {
                let Ok(expanded) = expand(&word.text, case.dockerfile.escape, &place.step.env) else { continue };
                // What is empty here may be set where we cannot see: by the base image. And a variable may hold an address.
                if !expanded.text.is_empty() && expanded.unset.is_empty() && !is_elsewhere(&expanded.text) {
                    found.push(Source { span: word.span.clone(), path: expanded.text, platform: place.build.platform });
                }
            }
        }
    }
    found
}

/// An address, a repository, a here-document: nothing of the context.
fn is_elsewhere(word: &str) -> bool {
    word.contains("://") || word.starts_with("git@") || word.starts_with("<<")
}
