//! What is sent as a stream: exactly as long as announced, its own failures kept apart from the connection's.

use std::io::{self, ErrorKind, Read};

/// A reader that gives exactly so many bytes, or fails.
pub(super) struct Counted<R> {
    reader: R,
    size: u64,
    given: u64,
    failure: Option<io::Error>,
}

impl<R: Read> Counted<R> {
    pub(super) fn new(reader: R, size: u64) -> Self {
        Self { reader, size, given: 0, failure: None }
    }

    /// What went wrong with the content itself.
    pub(super) fn failure(self) -> Option<io::Error> {
        self.failure
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.size - self.given).unwrap_or(usize::MAX);
        if left == 0 || buffer.is_empty() {
            return Ok(0);
        }
        let most = buffer.len().min(left);
        let error = match self.reader.read(&mut buffer[..most]) {
            Ok(0) => io::Error::new(ErrorKind::UnexpectedEof, format!("it ends after {} of {} bytes", self.given, self.size)),
            Ok(read) => {
                self.given += read as u64;
                return Ok(read);
            }
            Err(error) => error,
        };
        let told = io::Error::new(error.kind(), error.to_string());
        self.failure = Some(error);
        Err(told)
    }
}
