//! The tags of a repository (distribution spec, "listing tags").

use super::call::{Call, Method, Part, Reading};
use super::client::Client;
use super::error::RegistryError;
use super::manifests::found;
use crate::document::MANIFEST_LIMIT;
use archwright_model::{Repository, Tag};
use serde::Deserialize;

/// As many as ECR and distribution give at most; they refuse to be asked for more.
const PAGE: &str = "1000";

#[derive(Deserialize)]
struct Page {
    /// Go writes an empty list as `null`.
    tags: Option<Vec<String>>,
}

impl Client {
    /// Every tag of a repository, in the registry's order; `None` if there is no such repository. Names that are no tags by the
    /// grammar are left out.
    ///
    /// # Errors
    /// As [`RegistryErrorKind`](super::RegistryErrorKind); a list that is no list, or does not end.
    pub fn tags(&self, repository: &Repository) -> Result<Option<Vec<Tag>>, RegistryError> {
        let query = [("n", PAGE)];
        let call = Call::new(Method::Get, repository, Part::Tags, "list");
        let call = Call { query: &query, accept: Some("application/json"), reading: Reading::Whole(MANIFEST_LIMIT), ..call };
        let Some(first) = found(&call, self.send(&call)?)? else { return Ok(None) };
        let mut tags = Vec::new();
        self.pages(&call, first, |response| {
            let page: Page = serde_json::from_slice(&response.body)
                .map_err(|error| RegistryError::bad_content(&call, format!("the answer is no list of tags: {error}")))?;
            tags.extend(page.tags.into_iter().flatten().filter_map(|tag| tag.parse().ok()));
            Ok(())
        })?;
        Ok(Some(tags))
    }
}
