//! A layer's bytes as they are stored.

use crate::Descriptor;
use crate::content::fault::{LayerFault, LayerFaultKind};
use crate::digest::Hasher;
use std::io::{self, ErrorKind, Read};

/// Counts and hashes what it reads, and keeps the first failure of its reader, whatever those who read it make of it.
pub(super) struct Stored<'a, R> {
    reader: R,
    hasher: Hasher,
    descriptor: &'a Descriptor,
    count: u64,
    failure: Option<io::Error>,
}

impl<'a, R: Read> Stored<'a, R> {
    pub(super) fn new(reader: R, descriptor: &'a Descriptor) -> Self {
        Self { reader, hasher: Hasher::like(&descriptor.digest), descriptor, count: 0, failure: None }
    }

    /// Reads what is left, and compares number and digest of all bytes with the descriptor's.
    pub(super) fn finish(mut self) -> Result<(), LayerFault> {
        if self.failure.is_none() {
            // A failure is kept.
            drop(io::copy(&mut self, &mut io::sink()));
        }
        if let Some(error) = self.failure {
            return Err(LayerFault::reading(error));
        }
        let (count, expected) = (self.count, &self.descriptor.digest);
        let wrong = |why: String| Err(LayerFault::new(LayerFaultKind::Stored(why)));
        if count > self.descriptor.size {
            return wrong(format!("it has more than {} bytes", self.descriptor.size));
        }
        if count < self.descriptor.size {
            return wrong(format!("it has {count} bytes of {}", self.descriptor.size));
        }
        match self.hasher.finish() {
            found if found == expected.as_str() => Ok(()),
            found => wrong(format!("its digest is {found} and should be {expected}")),
        }
    }
}

impl<R: Read> Read for Stored<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.count > self.descriptor.size {
            // What is too long is not read on: it has been judged.
            return Ok(0);
        }
        match self.reader.read(buffer) {
            Ok(read) => {
                self.hasher.update(&buffer[..read]);
                self.count = self.count.saturating_add(read as u64);
                Ok(read)
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => Err(error),
            Err(error) => {
                let kind = error.kind();
                self.failure.get_or_insert(error);
                Err(kind.into())
            }
        }
    }
}
