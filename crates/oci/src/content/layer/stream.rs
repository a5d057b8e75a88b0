//! A layer's uncompressed bytes.

use crate::content::fault::LayerFault;
use crate::content::limits::Limits;
use crate::digest::Hasher;
use archwright_model::Digest;
use std::cell::Cell;
use std::io::{ErrorKind, Read};

/// How many uncompressed bytes are held.
const CHUNK: usize = 256 * 1024;

/// Counts and hashes what a decoder gives, and gives it away in slices.
pub(super) struct Stream<'a, R> {
    decoder: R,
    buffer: Box<[u8]>,
    /// What of the buffer was not yet taken.
    start: usize,
    end: usize,
    total: u64,
    hasher: Hasher,
    limits: &'a Limits,
    /// How many compressed bytes were read.
    stored: &'a Cell<u64>,
}

impl<'a, R: Read> Stream<'a, R> {
    pub(super) fn new(decoder: R, like: &Digest, limits: &'a Limits, stored: &'a Cell<u64>) -> Self {
        let buffer = vec![0; CHUNK].into_boxed_slice();
        Self { decoder, buffer, start: 0, end: 0, total: 0, hasher: Hasher::like(like), limits, stored }
    }

    /// How many bytes were taken.
    pub(super) fn position(&self) -> u64 {
        self.total - (self.end - self.start) as u64
    }

    /// Some bytes, at most `most` of them; none at the end only.
    pub(super) fn take(&mut self, most: u64) -> Result<&[u8], LayerFault> {
        if self.start == self.end {
            self.fill()?;
        }
        let held = self.end - self.start;
        let taken = usize::try_from(most).map_or(held, |most| most.min(held));
        self.start += taken;
        Ok(&self.buffer[self.start - taken..self.start])
    }

    /// Fills a buffer, as far as there are bytes; tells how many.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> Result<usize, LayerFault> {
        let mut filled = 0;
        while filled < buffer.len() {
            let taken = self.take((buffer.len() - filled) as u64)?;
            if taken.is_empty() {
                break;
            }
            buffer[filled..filled + taken.len()].copy_from_slice(taken);
            filled += taken.len();
        }
        Ok(filled)
    }

    /// Reads to the end; the digest of all bytes, and their number.
    pub(super) fn finish(mut self) -> Result<(String, u64), LayerFault> {
        while !self.take(u64::MAX)?.is_empty() {}
        Ok((self.hasher.finish(), self.total))
    }

    fn fill(&mut self) -> Result<(), LayerFault> {
        let read = loop {
            match self.decoder.read(&mut self.buffer) {
                Ok(read) => break read,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(LayerFault::reading(error)),
            }
        };
        self.hasher.update(&self.buffer[..read]);
        (self.start, self.end) = (0, read);
        self.total += read as u64;
        if self.total > self.limits.bytes {
            return Err(LayerFault::limit(format!("more than {} bytes come out of it", self.limits.bytes)));
        }
        if self.total > self.limits.free && self.total / self.limits.ratio > self.stored.get() {
            let why =
                format!("{} bytes come out of the first {}, as of nothing that is not made to be large", self.total, self.stored.get());
            return Err(LayerFault::limit(why));
        }
        Ok(())
    }
}
