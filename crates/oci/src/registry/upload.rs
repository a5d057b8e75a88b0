//! Blobs brought into a repository: already there, mounted from a neighbour, or sent (distribution spec, "pushing blobs").

mod session;

use super::call::{Given, OpenContent};
use super::client::Client;
use super::error::{RegistryError, RegistryErrorKind};
use super::retry;
use crate::Descriptor;
use archwright_model::Repository;
use session::{Begun, Session};
use std::io::{self, Read};

/// How a blob came into a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlobPush {
    /// It was there.
    AlreadyThere,
    /// The registry took it from another repository of its own; nothing was sent.
    Mounted,
    /// It was sent.
    Sent,
}

impl Client {
    /// Brings a blob into a repository. It is asked for first, and then mounted from `neighbour` if that is in the same registry;
    /// only then is `open` called, once for each try, and the content sent as it is read.
    ///
    /// ```no_run
    /// # use archwright_model::Repository;
    /// # use archwright_oci::{Descriptor, registry::{Client, RegistryError}};
    /// fn push(client: &Client, target: &Repository, layer: &Descriptor, file: &std::path::Path) -> Result<(), RegistryError> {
    ///     client.push_blob(target, layer, None, &|| Ok(Box::new(std::fs::File::open(file)?)))?;
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// As [`RegistryErrorKind`]; content that is shorter than the descriptor says, or has another digest.
    pub fn push_blob(
        &self,
        target: &Repository,
        blob: &Descriptor,
        neighbour: Option<&Repository>,
        open: &OpenContent<'_>,
    ) -> Result<BlobPush, RegistryError> {
        if self.blob_exists(target, &blob.digest)?.is_some() {
            return Ok(BlobPush::AlreadyThere);
        }
        let neighbour = neighbour.filter(|other| other.registry() == target.registry() && *other != target);
        let source = Given(open);
        let session = Session { client: self, target, blob };
        if let Some(neighbour) = neighbour
            && let Some(begun) = self.repeat(|| session.mount(neighbour)).or_else(fall_back)?
        {
            match begun {
                Begun::Mounted => return Ok(BlobPush::Mounted),
                // The registry would rather have it sent, and has begun an upload.
                Begun::Upload(upload) => match session.send(&upload, &source) {
                    Err(error) if error.passing().is_some() => {}
                    sent => return sent.map(|()| BlobPush::Sent),
                },
            }
        }
        let mut is_first = neighbour.is_none();
        self.repeat(|| {
            // The answer to an upload that succeeded may have been lost.
            if !std::mem::take(&mut is_first) && self.blob_exists(target, &blob.digest)?.is_some() {
                return Ok(BlobPush::Sent);
            }
            session.send(&session.begin()?, &source).map(|()| BlobPush::Sent)
        })
    }

    /// Brings a blob from one repository into another, of the same registry or not; between registries it is streamed through.
    ///
    /// # Errors
    /// As [`RegistryErrorKind`]; a source that has it not, or something else under its digest.
    pub fn copy_blob(&self, source: &Repository, target: &Repository, blob: &Descriptor) -> Result<BlobPush, RegistryError> {
        self.push_blob(target, blob, Some(source), &|| {
            let opened = self.open_blob(source, &blob.digest).map_err(io::Error::other)?;
            let absent = || io::Error::new(io::ErrorKind::NotFound, format!("{source} has no blob {}", blob.digest));
            opened.map(|reader| Box::new(reader) as Box<dyn Read + Send>).ok_or_else(absent)
        })
    }

    /// By the table of retries, something that is begun anew as a whole.
    fn repeat<T>(&self, once: impl FnMut() -> Result<T, RegistryError>) -> Result<T, RegistryError> {
        let passing = |result: &Result<T, RegistryError>| result.as_ref().err().and_then(RegistryError::passing);
        retry::run(self.settings.retry_pause, &self.settings.cancelled, passing, once)
    }
}

/// A mount that is refused is no failure: not every registry mounts, and not everybody may read the neighbour.
fn fall_back(error: RegistryError) -> Result<Option<Begun>, RegistryError> {
    match error.kind() {
        RegistryErrorKind::NotAuthorised | RegistryErrorKind::Refused { .. } | RegistryErrorKind::BadContent => Ok(None),
        RegistryErrorKind::Unreachable | RegistryErrorKind::RateLimited | RegistryErrorKind::Interrupted => Err(error),
    }
}
