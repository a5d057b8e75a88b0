//! Whether a repository may be written to, asked before there is anything to write.

use super::call::{Call, Content, Method, Part, Payload};
use super::client::Client;
use super::error::RegistryError;
use archwright_model::Repository;

impl Client {
    /// Whether this client may push to a repository: an upload is begun and cancelled, and nothing stays behind.
    ///
    /// A token alone tells too little: Docker Hub gives one for pushing to those who may not (docker/hub-feedback#1771), and
    /// go-containerregistry's `CheckPushPermission` begins an upload for the same reason.
    ///
    /// # Errors
    /// As [`RegistryErrorKind`](super::RegistryErrorKind): [`NotAuthorised`](super::RegistryErrorKind::NotAuthorised) without
    /// write access, [`Refused`](super::RegistryErrorKind::Refused) where a push would be too: a repository that has to be made
    /// first, a registry that only mirrors another.
    pub fn check_push(&self, repository: &Repository) -> Result<(), RegistryError> {
        let call = Call::new(Method::Post, repository, Part::Uploads, "");
        let call = Call { payload: Some(Payload::octets(Content::Bytes(&[]))), ..call };
        let response = self.send(&call)?;
        if !response.is_success() {
            return Err(RegistryError::status(&call, &response));
        }
        // Not every registry can cancel an upload; all of them forget one that nobody goes on with.
        if let Some(upload) = response.header("location").and_then(|location| self.url(&call).ok()?.join(location)) {
            self.send_along(&call, Method::Delete, &upload);
        }
        Ok(())
    }
}
