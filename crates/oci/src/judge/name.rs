//! Under which names statements speak of their image, against where it is published.

use crate::statement::{Statement, named_repository};
use archwright_model::{Digest, Repository};
use std::collections::BTreeSet;

/// The repository that an image was read from; none of what lies in a layout.
pub(super) fn place(subject: &str) -> Option<Repository> {
    let place = subject.split_once('@').map_or(subject, |(place, _)| place);
    let is_local = ["oci:", "oci-archive:", "docker:"].iter().any(|prefix| place.starts_with(prefix));
    if is_local { None } else { place.parse().ok() }
}

/// The repositories that a statement names its image by, where that is published in none of them.
pub(super) fn elsewhere(statement: &Statement, of: &Digest, place: &Repository) -> BTreeSet<Repository> {
    let told = statement.subjects.iter().filter(|subject| subject.is(of)).map(|subject| named_repository(&subject.name));
    // A name that is of no repository says nothing of the place: a file's, say.
    let repositories: BTreeSet<Repository> = told.collect::<Option<_>>().unwrap_or_default();
    if repositories.contains(place) { BTreeSet::new() } else { repositories }
}
