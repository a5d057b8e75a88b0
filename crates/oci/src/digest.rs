//! Digests of content.

use crate::ContentError;
use archwright_model::Digest;
use sha2::{Digest as _, Sha256, Sha512};
use std::io::{self, Read};

/// The SHA-256 digest of bytes.
pub fn sha256(bytes: &[u8]) -> Digest {
    Digest::sha256(Sha256::digest(bytes).into())
}

/// Checks that bytes have a digest, by its own algorithm.
///
/// # Errors
/// They have another.
pub fn check(bytes: &[u8], expected: &Digest) -> Result<(), ContentError> {
    let mut hasher = Hasher::like(expected);
    hasher.update(bytes);
    hasher.check(expected)
}

/// Reads to the end and checks the digest; gives the number of bytes.
///
/// # Errors
/// The reader's own; [`io::ErrorKind::InvalidData`] with a [`ContentError`] inside for another digest.
pub fn check_reader(reader: impl Read, expected: &Digest) -> io::Result<u64> {
    let mut reader = io::BufReader::with_capacity(64 * 1024, CheckedReader::new(reader, expected));
    let total = io::copy(&mut reader, &mut io::sink())?;
    reader.into_inner().check().map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
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
        self.hasher.check(self.expected)
    }
}

impl<R: Read> Read for CheckedReader<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.hasher.update(&buffer[..read]);
        Ok(read)
    }
}

/// One of the algorithms of the OCI image spec (`descriptor.md`, "Registered Algorithms").
enum Hasher {
    Sha256(Sha256),
    Sha512(Sha512),
}

impl Hasher {
    fn like(digest: &Digest) -> Self {
        match digest.algorithm() {
            "sha512" => Self::Sha512(Sha512::new()),
            _ => Self::Sha256(Sha256::new()),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha256(hasher) => hasher.update(bytes),
            Self::Sha512(hasher) => hasher.update(bytes),
        }
    }

    fn check(self, expected: &Digest) -> Result<(), ContentError> {
        let (algorithm, hex) = match self {
            Self::Sha256(hasher) => ("sha256", hex(&hasher.finalize())),
            Self::Sha512(hasher) => ("sha512", hex(&hasher.finalize())),
        };
        if algorithm == expected.algorithm() && hex == expected.hex() {
            return Ok(());
        }
        Err(ContentError::new(format!("content of {expected}"), format!("its digest is {algorithm}:{hex}")))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|nibble| char::from_digit(u32::from(nibble), 16).unwrap_or('0')).collect()
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
