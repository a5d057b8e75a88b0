//! Words that name an architecture, gathered over all builds, and the places where they are another platform's.

use crate::lint::{Case, arch_word::stem, case};
use archwright_model::{Platform, platform::Arch};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// A word in one build.
pub(super) struct Named<T> {
    /// The `FROM` of its stage.
    pub(super) stage: usize,
    /// What it names; none if it is of the machine that builds.
    pub(super) arch: Option<Arch>,
    /// The platform that is built.
    pub(super) platform: Platform,
    /// Where it stands in the file.
    pub(super) span: Range<usize>,
    pub(super) word: String,
    /// What the rule knows of it beside.
    pub(super) about: T,
}

/// A place whose word is another platform's.
pub(super) struct Wrong<'a, T> {
    /// What stands there, in each build.
    pub(super) here: Vec<&'a Named<T>>,
    /// The platforms that it is not for.
    pub(super) platforms: Vec<Platform>,
}

/// The places, in their order. A stage that has one for each architecture that is asked for leaves the choice to whoever takes it.
pub(super) fn wrong<'a, T>(case: &Case<'_>, all: &'a [Named<T>]) -> Vec<Wrong<'a, T>> {
    let mut places: BTreeMap<(usize, usize), Vec<&Named<T>>> = BTreeMap::new();
    let mut alike: BTreeMap<(usize, String), BTreeSet<Arch>> = BTreeMap::new();
    for named in all {
        places.entry((named.span.start, named.span.end)).or_default().push(named);
        alike.entry((named.stage, stem(&named.word))).or_default().extend(named.arch);
    }
    let arches = case.arches();
    let one = |here: Vec<&'a Named<T>>| {
        let first = here.first()?;
        let platforms = case::distinct(here.iter().filter(|named| named.arch != Some(named.platform.arch())).map(|named| named.platform));
        let has_each = alike.get(&(first.stage, stem(&first.word))).is_some_and(|has| arches.is_subset(has));
        (!platforms.is_empty() && !has_each).then_some(Wrong { here, platforms })
    };
    places.into_values().filter_map(one).collect()
}
