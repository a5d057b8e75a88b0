//! Manifests: read, asked for, put (distribution spec, "pulling manifests" and "pushing manifests").

use super::call::{Call, Method, Part, Payload, Reading};
use super::client::Client;
use super::error::RegistryError;
use super::response::Response;
use crate::document::MANIFEST_LIMIT;
use crate::media_type::{self, MANIFESTS};
use crate::{Descriptor, Document, ProvenDigest};
use archwright_model::{Digest, ImageRef, Repository, Tag};

const DIGEST_HEADER: &str = "docker-content-digest";

impl Client {
    /// The manifest or index of a reference, its digest checked; `None` if the registry has no such thing.
    ///
    /// # Errors
    /// As [`RegistryErrorKind`](super::RegistryErrorKind); content of another digest or media type, or over 4 MiB.
    pub fn manifest(&self, image: &ImageRef) -> Result<Option<Document>, RegistryError> {
        let accept = MANIFESTS.join(", ");
        let call = call(Method::Get, image, Some(&accept));
        let Some(response) = found(&call, self.send(&call)?)? else { return Ok(None) };
        let declared = response.header("content-type");
        let bad = |error: &dyn std::fmt::Display| RegistryError::bad_content(&call, error);
        let mut document = Document::parse(response.body.as_slice(), declared).map_err(|error| bad(&error))?;
        if let Some(said) = digest_header(&call, &response)? {
            document = document.checked(&said).map_err(|error| bad(&error))?;
        }
        match image.digest() {
            Some(asked) => document.checked(asked).map(Some).map_err(|error| bad(&error)),
            None => Ok(Some(document)),
        }
    }

    /// What stands behind a reference, without reading it; `None` if the registry has no such thing.
    ///
    /// Registries that do not tell the digest or the size in the header are asked for the manifest itself.
    ///
    /// # Errors
    /// As [`RegistryErrorKind`](super::RegistryErrorKind).
    pub fn head(&self, image: &ImageRef) -> Result<Option<Descriptor>, RegistryError> {
        let accept = MANIFESTS.join(", ");
        let call = call(Method::Head, image, Some(&accept));
        let Some(response) = found(&call, self.send(&call)?)? else { return Ok(None) };
        let said = digest_header(&call, &response)?;
        if let (Some(asked), Some(said)) = (image.digest(), &said)
            && asked != said
        {
            return Err(RegistryError::bad_content(&call, format!("the registry answers with {said}")));
        }
        let digest = image.digest().cloned().or(said);
        match (digest, response.content_length(), response.header("content-type")) {
            (Some(digest), Some(size), Some(media_type)) => Ok(Some(Descriptor::new(media_type::bare(media_type), digest, size))),
            _ => Ok(self.manifest(image)?.map(|document| document.descriptor())),
        }
    }

    /// Puts a document under its digest, byte for byte. Repeating it is safe, and no tag points to it.
    ///
    /// # Errors
    /// As [`RegistryErrorKind`](super::RegistryErrorKind); a registry that stored something else.
    pub fn put_by_digest<T>(&self, repository: &Repository, document: &Document<T>) -> Result<(), RegistryError> {
        self.put(&repository.pinned(document.digest()), document).map(drop)
    }

    /// Points a tag to a document that was proven in that repository. Repeating it is safe.
    ///
    /// A digest that nobody proved is not taken:
    ///
    /// ```compile_fail,E0308
    /// # use archwright_model::{Repository, Tag};
    /// # use archwright_oci::{Document, registry::{Client, RegistryError}};
    /// fn publish(client: &Client, repository: &Repository, tag: &Tag, document: &Document) -> Result<(), RegistryError> {
    ///     client.put_tag(repository, tag, document.digest(), document)
    /// }
    /// ```
    ///
    /// # Errors
    /// As [`RegistryErrorKind`](super::RegistryErrorKind); a proof of another document or in another place; a registry that
    /// stored something else.
    pub fn put_tag<T>(
        &self,
        repository: &Repository,
        tag: &Tag,
        proven: &ProvenDigest,
        document: &Document<T>,
    ) -> Result<(), RegistryError> {
        let image = repository.tagged(tag);
        let refuse = |why: String| Err(RegistryError::bad_content(&call(Method::Put, &image, None), why));
        if proven.digest() != document.digest() {
            return refuse(format!("{} was proven, and the document is {}", proven.digest(), document.digest()));
        }
        if proven.place() != repository.to_string() {
            return refuse(format!("{} was proven in {}, not here", proven.digest(), proven.place()));
        }
        self.put(&image, document).map(drop)
    }

    /// Puts a document under a tag or its digest; the answer may say more.
    pub(super) fn put<T>(&self, image: &ImageRef, document: &Document<T>) -> Result<Response, RegistryError> {
        let payload = Payload::bytes(document.media_type(), document.bytes());
        let call = Call { payload: Some(payload), ..call(Method::Put, image, None) };
        let response = self.send(&call)?;
        if !response.is_success() {
            return Err(RegistryError::status(&call, &response));
        }
        match digest_header(&call, &response)? {
            Some(stored) if stored != *document.digest() => {
                Err(RegistryError::bad_content(&call, format!("the registry stored {stored} in place of {}", document.digest())))
            }
            Some(_) | None => Ok(response),
        }
    }
}

fn call<'a>(method: Method, image: &'a ImageRef, accept: Option<&'a str>) -> Call<'a> {
    let call = Call::new(method, image.repository(), Part::Manifests, image.selector());
    Call { accept, reading: Reading::Whole(MANIFEST_LIMIT), ..call }
}

/// A success, or nothing where the registry says that there is nothing.
pub(super) fn found(call: &Call<'_>, response: Response) -> Result<Option<Response>, RegistryError> {
    match response.status {
        404 => Ok(None),
        _ if response.is_success() => Ok(Some(response)),
        _ => Err(RegistryError::status(call, &response)),
    }
}

pub(super) fn digest_header(call: &Call<'_>, response: &Response) -> Result<Option<Digest>, RegistryError> {
    let Some(text) = response.header(DIGEST_HEADER) else { return Ok(None) };
    text.parse().map(Some).map_err(|error| RegistryError::bad_content(call, format!("the answer's digest: {error}")))
}
