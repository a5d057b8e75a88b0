//! Blobs read as streams: a connection that breaks is taken up again where it broke.

mod checked;

pub use checked::BlobReader;

use super::call::{Call, Method, Part, Reading};
use super::client::Client;
use super::error::RegistryError;
use super::manifests::found;
use super::response::Response;
use super::retry::{self, RETRIES};
use super::transport::Fault;
use archwright_model::{Digest, Repository};
use std::io::{self, Read};
use ureq::BodyReader;

/// So many bytes between two breaks make the later one a first one again.
const PROGRESS: u64 = 1024 * 1024;

impl Client {
    /// A blob as a stream, whose last read fails if it has not the digest; `None` if the repository has it not.
    ///
    /// # Errors
    /// As [`RegistryErrorKind`](super::RegistryErrorKind). Reading fails with an [`io::Error`] that has a [`RegistryError`] inside,
    /// or a [`ContentError`](crate::ContentError) for another digest.
    pub fn open_blob<'a>(&'a self, repository: &'a Repository, blob: &'a Digest) -> Result<Option<BlobReader<'a>>, RegistryError> {
        Ok(self.stream_blob(repository, blob)?.map(|stream| BlobReader::new(stream, blob)))
    }

    /// The same without a look at the digest.
    pub(super) fn stream_blob<'a>(&'a self, repository: &'a Repository, blob: &Digest) -> Result<Option<BlobStream<'a>>, RegistryError> {
        let call = call(Method::Get, repository, blob);
        let Some(mut response) = found(&call, self.send(&call)?)? else { return Ok(None) };
        let size = response.content_length();
        let Some(body) = response.stream.take() else { return Ok(None) };
        Ok(Some(BlobStream { client: self, repository, digest: blob.clone(), body, size, offset: 0, breaks: 0, broke_at: 0 }))
    }
}

/// The bytes of a blob as they come.
pub(super) struct BlobStream<'a> {
    client: &'a Client,
    repository: &'a Repository,
    digest: Digest,
    body: BodyReader<'static>,
    size: Option<u64>,
    offset: u64,
    /// Breaks without much progress between them.
    breaks: u32,
    broke_at: u64,
}

impl BlobStream<'_> {
    fn take_up(&mut self, fault: Fault) -> Result<(), RegistryError> {
        let call = call(Method::GetFrom(self.offset), self.repository, &self.digest);
        if self.offset - self.broke_at >= PROGRESS {
            self.breaks = 0;
        }
        (self.breaks, self.broke_at) = (self.breaks + 1, self.offset);
        let result = Err(fault);
        let rule = retry::passing(&result).and_then(|passing| RETRIES.iter().find(|rule| rule.class == passing.class));
        if self.client.is_cancelled() || rule.is_none_or(|rule| self.breaks >= rule.tries) {
            return Err(match result {
                Err(fault) => self.client.failed(&call, fault),
                Ok(response) => RegistryError::status(&call, &response),
            });
        }
        let mut response = self.client.send(&call)?;
        let skip = match response.status {
            206 if first_byte(&response) == Some(self.offset) => 0,
            // It cannot give a part, so what is known already is read again.
            200 => self.offset,
            206 => return Err(RegistryError::bad_content(&call, "it gives another part than was asked for")),
            _ => return Err(RegistryError::status(&call, &response)),
        };
        let Some(mut body) = response.stream.take() else { return Err(RegistryError::status(&call, &response)) };
        let skipped = io::copy(&mut body.by_ref().take(skip), &mut io::sink());
        let skipped = skipped.map_err(|error| self.client.failed(&call, Fault::of_body(&error)))?;
        if skipped != skip {
            return Err(RegistryError::bad_content(&call, format!("it ends after {skipped} bytes")));
        }
        self.body = body;
        Ok(())
    }

    /// What is wrong with the size that the registry announced, if anything is: too few bytes are a broken connection.
    fn checked(&self, read: usize) -> Result<usize, Fault> {
        match self.size {
            Some(size) if read == 0 && self.offset < size => {
                Err(Fault::Connection(format!("it ends after {} of {size} bytes", self.offset)))
            }
            Some(size) if self.offset + read as u64 > size => Err(Fault::BadContent(format!("it has more than {size} bytes"))),
            Some(_) | None => Ok(read),
        }
    }
}

impl Read for BlobStream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            let fault = match self.body.read(buffer).map_err(|error| Fault::of_body(&error)).and_then(|read| self.checked(read)) {
                Ok(read) => {
                    self.offset += read as u64;
                    return Ok(read);
                }
                Err(fault) => fault,
            };
            self.take_up(fault).map_err(io::Error::other)?;
        }
    }
}

fn call<'a>(method: Method, repository: &'a Repository, blob: &'a Digest) -> Call<'a> {
    Call { reading: Reading::Stream, ..Call::new(method, repository, Part::Blobs, blob.as_str()) }
}

/// Where a part begins (RFC 9110, section 14.4).
fn first_byte(response: &Response) -> Option<u64> {
    response.header("content-range")?.strip_prefix("bytes ")?.split('-').next()?.parse().ok()
}
