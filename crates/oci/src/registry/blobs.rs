//! Blobs: asked for, and small ones read (distribution spec, "pulling blobs").

use super::call::{Call, Method, Part, Reading};
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
        let head = call(Method::Head, repository, blob, 0);
        let response = self.send(&head)?;
        // Storage may have signed for GET only; whether it has the blob, a GET alone tells.
        let (call, response) = if response.storage.is_some() && matches!(response.status, 403 | 405) {
            let get = call(Method::GetFirstByte, repository, blob, 0);
            (get, self.send(&get)?)
        } else {
            (head, response)
        };
        match response.status {
            200 | 206 => Ok(Some(BlobInfo { size: response.whole_length(), content: BlobContent::Unread })),
            404 => Ok(None),
            _ => Err(RegistryError::status(&call, &response)),
        }
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
    Call { reading: Reading::Whole(limit), ..Call::new(method, repository, Part::Blobs, blob.as_str()) }
}
