//! Moving tags never go back: `latest` and the like are held by the highest version that they point to.

use crate::{StepError, registry::registry_failure};
use archwright_model::{ExitKind, ImageRef, Repository, Tag};
use archwright_oci::{Document, registry::Client};
use archwright_plan::tags::Edition;
use std::collections::BTreeMap;

/// As many versions are compared with what a tag points to, the highest first: a tag that moved on from all of these is nobody's newest.
const COMPARED: usize = 50;

/// The versions of one image, by the tags of its repositories: these are what people pull. Labels tell less, for an image inherits
/// those of its base.
pub(crate) struct Versions<'a> {
    edition: Edition,
    client: &'a Client,
    listed: BTreeMap<Repository, Vec<Tag>>,
}

impl<'a> Versions<'a> {
    pub(crate) fn new(edition: Edition, client: &'a Client) -> Self {
        Self { edition, client, listed: BTreeMap::new() }
    }

    /// Fails if a moving tag points to a version that the run would leave for an older one.
    pub(crate) fn refuse_going_back(&mut self, reference: &ImageRef, document: &Document) -> Result<(), StepError> {
        let repository = reference.repository();
        let Some((line, ours)) = reference.tag().and_then(|tag| self.edition.line(tag)) else { return Ok(()) };
        let tags = listed(&mut self.listed, repository, self.client)?;
        for (version, tag) in line.held_by(ours, tags).into_iter().take(COMPARED) {
            let there = self.client.head(&repository.tagged(tag)).map_err(|error| registry_failure(&error))?;
            if there.is_some_and(|there| there.digest == *document.digest()) {
                let why = if version.cmp_precedence(ours).is_gt() { "is older" } else { "is a pre-release" };
                let message = format!("{reference} is at {version}, and {ours}, which this run would move it to, {why}");
                return Err(StepError::new(ExitKind::Usage, message)
                    .hint("leave the tag out (--tag names those that are wanted), or say --allow-downgrade"));
            }
        }
        Ok(())
    }
}

/// The tags of a repository, asked for once.
fn listed<'a>(known: &'a mut BTreeMap<Repository, Vec<Tag>>, repository: &Repository, client: &Client) -> Result<&'a [Tag], StepError> {
    if !known.contains_key(repository) {
        let tags = client.tags(repository).map_err(|error| {
            registry_failure(&error).hint("moving tags are compared with the versions that are there: --allow-downgrade does without")
        })?;
        known.insert(repository.clone(), tags.unwrap_or_default());
    }
    Ok(known.get(repository).map_or(&[], Vec::as_slice))
}
