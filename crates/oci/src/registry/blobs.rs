//! Blobs: asked for, and small ones read (distribution spec, "pulling blobs").

use super::call::{Call, Method, Permission};
use super::client::Client;
use super::error::RegistryError;
use super::manifests::found;
use crate::digest;
use crate::source::{BlobContent, BlobInfo};
use archwright_model::{Digest, Repository};

impl Client {
    /// Whether a repository has a blob, and its size if the registry tells; `None` if it has not.
    ///
    /// # Errors
    /// As [`RegistryErrorKind`](super::RegistryErrorKind).
    pub fn blob_exists(&self, repository: &Repository, blob: &Digest) -> Result<Option<BlobInfo>, RegistryError> {
        let call = call(Method::Head, repository, blob, 0);
        let response = self.send(&call)?;
        // The registry knows the blob and names its storage; storage may have signed for GET only.
        if response.redirected && matches!(response.status, 403 | 405) {
            return Ok(Some(BlobInfo { size: None, content: BlobContent::Unread }));
        }
        Ok(found(&call, response)?.map(|response| BlobInfo { size: response.content_length(), content: BlobContent::Unread }))
    }

    /// A whole blob of at most `limit` bytes, its digest checked; `None` if the repository has it not.
    ///
    /// # Errors
    /// As [`RegistryErrorKind`](super::RegistryErrorKind); content of another digest, or over the limit.
    pub fn small_blob(&self, repository: &Repository, blob: &Digest, limit: u64) -> Result<Option<Vec<u8>>, RegistryError> {
        let call = call(Method::Get, repository, blob, limit);
        let Some(response) = found(&call, self.send(&call)?)? else { return Ok(None) };
        digest::check(&response.body, blob).map_err(|error| RegistryError::bad_content(&call, error))?;
        Ok(Some(response.body))
    }
}

fn call<'a>(method: Method, repository: &'a Repository, blob: &'a Digest, limit: u64) -> Call<'a> {
    Call { method, repository, what: "blobs", selector: blob.as_str(), permission: Permission::Pull, accept: None, payload: None, limit }
}
