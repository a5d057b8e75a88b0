//! What an index refers to is asked for again right before its tags move: some registries collect within the hour what has no tag.

use super::TagOfRun;
use crate::{StepError, execute::Inner, registry::registry_failure};
use archwright_model::{ExitKind, Repository};
use archwright_oci::{
    Document,
    registry::{Client, RegistryErrorKind},
};
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

/// What was pushed longer ago is put again: the shortest grace that is known of is an hour.
const FRESH: Duration = Duration::from_secs(30 * 60);

/// Puts again what is not there any more, or was put long ago; the tags that are not due have kept theirs.
pub(super) fn renew(tags: &[TagOfRun<'_>], client: &Client, state: &Inner) -> Result<(), StepError> {
    let age = state.begun.map_or(Duration::ZERO, |begun| Instant::now().saturating_duration_since(begun));
    let mut places: BTreeMap<&Repository, Vec<&Document>> = BTreeMap::new();
    for tag in tags.iter().filter(|tag| tag.is_due()) {
        let documents = places.entry(tag.tag.reference.repository()).or_default();
        if !documents.iter().any(|known| known.digest() == tag.document.digest()) {
            // A tag of one platform refers to no other manifest.
            let children = state.children.get(&tag.tag.image).filter(|_| tag.tag.platform.is_none());
            documents.extend(children.into_iter().flatten());
            documents.push(&tag.document);
        }
    }
    for (repository, documents) in places {
        for document in documents {
            one(repository, document, age, client)?;
        }
    }
    Ok(())
}

fn one(repository: &Repository, document: &Document, age: Duration, client: &Client) -> Result<(), StepError> {
    let reference = repository.pinned(document.digest());
    let is_there = client.head(&reference).map_err(|error| registry_failure(&error))?.is_some();
    if !is_stale(is_there, age) {
        return Ok(());
    }
    client.put_by_digest(repository, document).map_err(|error| match error.kind() {
        RegistryErrorKind::Refused { .. } if !is_there => {
            let message = format!("{reference} was proven, and is gone from the registry with its layers: {error}");
            StepError::new(ExitKind::Registry, message).hint("run again, and build at once: the registry collects what has no tag")
        }
        RegistryErrorKind::Refused { .. }
        | RegistryErrorKind::Unreachable
        | RegistryErrorKind::NotAuthorised
        | RegistryErrorKind::RateLimited
        | RegistryErrorKind::BadContent
        | RegistryErrorKind::Interrupted => registry_failure(&error),
    })
}

fn is_stale(is_there: bool, age: Duration) -> bool {
    !is_there || age > FRESH
}

#[cfg(test)]
mod tests {
    use super::{FRESH, is_stale};
    use std::time::Duration;

    #[test]
    fn what_is_missing_or_old_is_put_again() {
        assert!(!is_stale(true, FRESH));
        assert!(is_stale(true, FRESH + Duration::from_secs(1)));
        assert!(is_stale(false, Duration::ZERO));
    }
}
