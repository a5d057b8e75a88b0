//! A layer's uncompressed bytes as they come out, until it is too much.

use crate::content::compression::{Compression, Decoder};
use crate::content::fault::LayerFault;
use crate::content::limits::Limits;
use std::io::{self, BufRead, Read};
use std::sync::atomic::{AtomicU64, Ordering};

/// Counts what a decoder takes in and gives out.
pub(super) struct Decoded<'a, R> {
    decoder: Decoder<Counted<'a, R>>,
    total: u64,
    taken: &'a AtomicU64,
    limits: &'a Limits,
}

impl<'a, R: BufRead + 'a> Decoded<'a, R> {
    /// `taken` counts the compressed bytes.
    pub(super) fn new(compression: Compression, reader: R, taken: &'a AtomicU64, limits: &'a Limits) -> Self {
        Self { decoder: compression.decoder(Counted { reader, taken }), total: 0, taken, limits }
    }

    fn check(&self) -> Result<(), LayerFault> {
        let (total, taken, limits) = (self.total, self.taken.load(Ordering::Relaxed), self.limits);
        if total > limits.bytes {
            return Err(LayerFault::limit(format!("more than {} bytes come out of it", limits.bytes)));
        }
        if total > limits.free && total / limits.ratio > taken {
            let why = format!("{total} bytes come out of the first {taken}, as of nothing that is not made to be large");
            return Err(LayerFault::limit(why));
        }
        Ok(())
    }
}

impl<'a, R: BufRead + 'a> Read for Decoded<'a, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.decoder.read(buffer)?;
        self.total += read as u64;
        self.check().map_err(io::Error::other)?;
        Ok(read)
    }
}

struct Counted<'a, R> {
    reader: R,
    taken: &'a AtomicU64,
}

impl<R: BufRead> BufRead for Counted<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.taken.fetch_add(amount as u64, Ordering::Relaxed);
        self.reader.consume(amount);
    }
}

impl<R: BufRead> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.taken.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
