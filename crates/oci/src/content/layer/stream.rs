//! A layer's uncompressed bytes.

use crate::content::fault::LayerFault;
use crate::digest::Hasher;
use archwright_model::Digest;
use std::io::{BufRead, ErrorKind};

/// Counts and hashes what comes out of a decoder, and gives it away in slices.
pub(super) struct Stream<R> {
    reader: R,
    /// How much of what the reader holds was given away, and how much was not.
    given: usize,
    held: usize,
    total: u64,
    hasher: Hasher,
}

impl<R: BufRead> Stream<R> {
    pub(super) fn new(reader: R, like: &Digest) -> Self {
        Self { reader, given: 0, held: 0, total: 0, hasher: Hasher::like(like) }
    }

    /// How many bytes were taken.
    pub(super) fn position(&self) -> u64 {
        self.total - self.held as u64
    }

    /// Some bytes, at most `most` of them; none at the end only.
    pub(super) fn take(&mut self, most: u64) -> Result<&[u8], LayerFault> {
        if self.held == 0 {
            self.fill()?;
        }
        let taken = usize::try_from(most).map_or(self.held, |most| most.min(self.held));
        let from = self.given;
        self.given += taken;
        self.held -= taken;
        if taken == 0 {
            return Ok(&[]);
        }
        // They are there: nothing is read.
        let held = self.reader.fill_buf().map_err(LayerFault::reading)?;
        held.get(from..self.given).ok_or_else(|| LayerFault::undecodable("it changed while it was read"))
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
        self.reader.consume(std::mem::take(&mut self.given));
        let held = loop {
            match self.reader.fill_buf() {
                Ok(bytes) => {
                    self.hasher.update(bytes);
                    break bytes.len();
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(LayerFault::reading(error)),
            }
        };
        self.held = held;
        self.total += held as u64;
        Ok(())
    }
}
