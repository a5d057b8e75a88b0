//! Digests of content.

mod hasher;

use crate::ContentError;
use archwright_model::Digest;
pub(crate) use hasher::Hasher;
use std::io::{self, Read};

/// The SHA-256 digest of bytes.
pub fn sha256(bytes: &[u8]) -> Digest {
    let mut hasher = Hasher::sha256();
    hasher.update(bytes);
    Digest::sha256(hasher.bytes().try_into().unwrap_or_default())
}

/// Checks that bytes have a digest, by its own algorithm.
///
/// # Errors
/// They have another.
pub fn check(bytes: &[u8], expected: &Digest) -> Result<(), ContentError> {
    let mut hasher = Hasher::like(expected);
    hasher.update(bytes);
    compare(hasher, expected).map_err(|error| error.of_size(bytes.len() as u64))
}

fn compare(hasher: Hasher, expected: &Digest) -> Result<(), ContentError> {
    let found = hasher.finish();
    if found == expected.as_str() {
        return Ok(());
    }
    Err(ContentError::new(format!("content of {expected}"), format!("its digest is {found}")))
}

/// Reads to the end and checks the digest; gives the number of bytes.
///
/// # Errors
/// The reader's own; [`io::ErrorKind::InvalidData`] with a [`ContentError`] inside for another digest.
pub fn check_reader(reader: impl Read, expected: &Digest) -> io::Result<u64> {
    let mut reader = io::BufReader::with_capacity(64 * 1024, CheckedReader::new(reader, expected));
    let total = io::copy(&mut reader, &mut io::sink())?;
    reader.into_inner().check().map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.of_size(total)))?;
    Ok(total)
}

/// A reader that knows, once it is at its end, whether what it gave has the digest.
pub(crate) struct CheckedReader<'a, R> {
    reader: R,
    hasher: Hasher,
    expected: &'a Digest,
}

impl<'a, R: Read> CheckedReader<'a, R> {
    pub(crate) fn new(reader: R, expected: &'a Digest) -> Self {
        Self { reader, hasher: Hasher::like(expected), expected }
    }

    /// Whether what was read has the digest.
    pub(crate) fn check(self) -> Result<(), ContentError> {
        compare(self.hasher, self.expected)
    }
}

impl<R: Read> Read for CheckedReader<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.hasher.update(&buffer[..read]);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY_256: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const EMPTY_512: &str = "sha512:cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e";

    #[test]
    fn both_algorithms_are_checked() {
        assert_eq!(sha256(b"").as_str(), EMPTY_256);
        for digest in [EMPTY_256, EMPTY_512] {
            let digest: Digest = digest.parse().unwrap();
            check(b"", &digest).unwrap();
            assert_eq!(check_reader(&b""[..], &digest).unwrap(), 0);
            let error = check_reader(&b"x"[..], &digest).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidData);
            assert!(error.to_string().starts_with(&format!("bad content of {digest}: its digest is {}:", digest.algorithm())), "{error}");
        }
    }
}
