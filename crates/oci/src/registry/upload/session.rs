//! One upload: begun, filled and ended, or given up.

use crate::Descriptor;
use crate::registry::access::Upload;
use crate::registry::call::{Call, Content, Method, Part, Payload, Repeat, Source};
use crate::registry::client::Client;
use crate::registry::error::RegistryError;
use crate::registry::manifests::digest_header;
use crate::registry::response::Response;
use crate::registry::url::Url;
use archwright_model::Repository;
use std::io::Read;

/// What a registry answers to who begins an upload.
pub(super) enum Begun {
    Mounted,
    Upload(Place),
}

/// Where an upload goes on.
pub(super) struct Place {
    url: Url,
    /// The least size of a part that the registry takes (distribution spec, `OCI-Chunk-Min-Length`).
    least: u64,
}

/// An upload of a blob.
#[derive(Clone, Copy)]
pub(super) struct Session<'a> {
    pub client: &'a Client,
    pub target: &'a Repository,
    pub blob: &'a Descriptor,
}

impl Session<'_> {
    /// Asks for the blob of a neighbour, with a token that may read there.
    pub(super) fn mount(&self, neighbour: &Repository) -> Result<Option<Begun>, RegistryError> {
        let query = [("mount", self.blob.digest.as_str()), ("from", neighbour.path())];
        let call = Call { query: &query, also_pulls: Some(neighbour), ..self.post() };
        let response = self.client.send(&call)?;
        match response.status {
            201 => Ok(Some(Begun::Mounted)),
            202 => place(self.client, &call, &response).map(|upload| Some(Begun::Upload(upload))),
            _ => Err(RegistryError::status(&call, &response)),
        }
    }

    /// Begins an upload.
    pub(super) fn begin(&self) -> Result<Place, RegistryError> {
        let call = self.post();
        let response = self.client.send(&call)?;
        if !response.is_success() {
            return Err(RegistryError::status(&call, &response));
        }
        place(self.client, &call, &response)
    }

    /// Sends the content, and ends the upload; one that failed is given up.
    pub(super) fn send(&self, upload: &Place, source: &dyn Source) -> Result<(), RegistryError> {
        let sent = match self.client.settings.upload(self.target.registry()) {
            Upload::Whole => self.whole(upload, source),
            Upload::Parts { size } => self.parts(upload, size.max(upload.least), source),
        };
        if sent.is_err() {
            self.client.send_along(&self.post(), Method::Delete, &upload.url);
        }
        sent
    }

    /// One PUT with everything: every registry takes it, which cannot be said of parts.
    fn whole(&self, upload: &Place, source: &dyn Source) -> Result<(), RegistryError> {
        self.end(&upload.url, Content::Stream { size: self.blob.size, source })
    }

    /// PATCH by PATCH, for registries behind something that refuses large requests.
    fn parts(&self, upload: &Place, part: u64, source: &dyn Source) -> Result<(), RegistryError> {
        let call = self.call(Method::Patch, &upload.url);
        let unread = |error| self.client.failed(&call, crate::registry::transport::Fault::Source(error));
        let mut reader = source.open().map_err(unread)?.take(self.blob.size);
        let mut url = upload.url.clone();
        let mut sent = 0;
        loop {
            let mut bytes = Vec::new();
            let read = reader.by_ref().take(part).read_to_end(&mut bytes).map_err(unread)? as u64;
            if read == 0 {
                break;
            }
            let range = format!("{sent}-{}", sent + read - 1);
            let payload = Payload { content_range: Some(&range), ..Payload::octets(Content::Bytes(&bytes)) };
            let call = Call { payload: Some(payload), ..self.call(Method::Patch, &url) };
            let response = self.client.send(&call)?;
            // ECR answers 201 to the first part and drops the rest (aws/containers-roadmap#2831).
            if response.status != 202 {
                return Err(if response.is_success() {
                    RegistryError::bad_content(&call, format!("it answers {} to a part: it takes blobs whole only", response.status))
                } else {
                    RegistryError::status(&call, &response)
                });
            }
            sent += read;
            let taken = response.header("range").and_then(|range| range.rsplit_once('-')?.1.parse::<u64>().ok());
            if let Some(last) = taken.filter(|last| last + 1 != sent) {
                return Err(RegistryError::bad_content(&call, format!("it has taken {} of {sent} bytes", last.saturating_add(1))));
            }
            url = place(self.client, &call, &response)?.url;
        }
        self.end(&url, Content::Bytes(&[]))
    }

    fn end(&self, upload: &Url, content: Content<'_>) -> Result<(), RegistryError> {
        let digest = &self.blob.digest;
        let unended = self.call(Method::Put, upload);
        let bad = || RegistryError::bad_content(&unended, "the address of the upload is no web address");
        let url = upload.with_query(&[("digest", digest.as_str())]).ok_or_else(bad)?;
        let call = Call { payload: Some(Payload::octets(content)), ..self.call(Method::Put, &url) };
        let response = self.client.send(&call)?;
        match response.status {
            200 | 201 | 204 => {}
            _ if response.is_success() => {
                return Err(RegistryError::bad_content(&call, format!("it answers {} and has not taken the blob", response.status)));
            }
            _ => return Err(RegistryError::status(&call, &response)),
        }
        match digest_header(&call, &response)? {
            Some(stored) if stored != *digest => Err(RegistryError::bad_content(&call, format!("the registry stored {stored}"))),
            Some(_) | None => Ok(()),
        }
    }

    fn post(&self) -> Call<'_> {
        let call = Call::new(Method::Post, self.target, Part::Uploads, "");
        Call { payload: Some(Payload::octets(Content::Bytes(&[]))), repeat: Repeat::Never, ..call }
    }

    fn call<'a>(&'a self, method: Method, at: &'a Url) -> Call<'a> {
        let call = Call::new(method, self.target, Part::Blobs, self.blob.digest.as_str());
        Call { at: Some(at), repeat: Repeat::Never, ..call }
    }
}

/// Where an upload goes on, as the answer says.
fn place(client: &Client, call: &Call<'_>, response: &Response) -> Result<Place, RegistryError> {
    let here = match call.at {
        Some(url) => url.clone(),
        None => client.url(call)?,
    };
    let url = response.header("location").and_then(|location| here.join(location));
    let url = url.ok_or_else(|| RegistryError::bad_content(call, "the answer does not say where the upload goes on"))?;
    let least = response.header("oci-chunk-min-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    Ok(Place { url, least })
}
