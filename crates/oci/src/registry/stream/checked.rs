//! A blob that knows at its end whether it is the one that was asked for.

use super::BlobStream;
use crate::digest::CheckedReader;
use archwright_model::Digest;
use std::fmt;
use std::io::{self, ErrorKind, Read};

/// A blob as a stream, its digest checked at the end: only who reads up to there knows that it is the blob.
pub struct BlobReader<'a>(Option<CheckedReader<'a, BlobStream<'a>>>);

impl<'a> BlobReader<'a> {
    pub(super) fn new(stream: BlobStream<'a>, digest: &'a Digest) -> Self {
        Self(Some(CheckedReader::new(stream, digest)))
    }
}

impl Read for BlobReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(reader) = &mut self.0 else { return Ok(0) };
        let read = reader.read(buffer)?;
        if read > 0 || buffer.is_empty() {
            return Ok(read);
        }
        let checked = self.0.take().map_or(Ok(()), CheckedReader::check);
        checked.map(|()| 0).map_err(|error| io::Error::new(ErrorKind::InvalidData, error))
    }
}

impl fmt::Debug for BlobReader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlobReader").finish_non_exhaustive()
    }
}
