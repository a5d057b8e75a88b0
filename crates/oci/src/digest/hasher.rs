//! What hashes: ring where it is in the tree for TLS anyway, whose code is quick on machines without SHA instructions and in
//! unoptimised builds; else `sha2`.

use archwright_model::Digest;

/// One of the algorithms of the OCI image spec (`descriptor.md`, "Registered Algorithms").
pub(crate) struct Hasher(backend::Context);

impl Hasher {
    /// One of the digest's algorithm.
    pub(crate) fn like(digest: &Digest) -> Self {
        Self(backend::Context::new(if digest.algorithm() == "sha512" { Algorithm::Sha512 } else { Algorithm::Sha256 }))
    }

    pub(crate) fn sha256() -> Self {
        Self(backend::Context::new(Algorithm::Sha256))
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest's bytes.
    pub(crate) fn bytes(self) -> Vec<u8> {
        self.0.finish()
    }

    /// The digest, as text.
    pub(crate) fn finish(self) -> String {
        let bytes = self.bytes();
        let algorithm = if bytes.len() == 64 { "sha512" } else { "sha256" };
        format!("{algorithm}:{}", hex(&bytes))
    }
}

#[derive(Clone, Copy)]
enum Algorithm {
    Sha256,
    Sha512,
}

#[cfg(feature = "registry")]
mod backend {
    use super::Algorithm;
    use ring::digest;

    pub(super) struct Context(digest::Context);

    impl Context {
        pub(super) fn new(algorithm: Algorithm) -> Self {
            Self(digest::Context::new(match algorithm {
                Algorithm::Sha256 => &digest::SHA256,
                Algorithm::Sha512 => &digest::SHA512,
            }))
        }

        pub(super) fn update(&mut self, bytes: &[u8]) {
            self.0.update(bytes);
        }

        pub(super) fn finish(self) -> Vec<u8> {
            self.0.finish().as_ref().to_vec()
        }
    }
}

#[cfg(not(feature = "registry"))]
mod backend {
    use super::Algorithm;
    use sha2::{Digest as _, Sha256, Sha512};

    pub(super) enum Context {
        Sha256(Sha256),
        Sha512(Sha512),
    }

    impl Context {
        pub(super) fn new(algorithm: Algorithm) -> Self {
            match algorithm {
                Algorithm::Sha256 => Self::Sha256(Sha256::new()),
                Algorithm::Sha512 => Self::Sha512(Sha512::new()),
            }
        }

        pub(super) fn update(&mut self, bytes: &[u8]) {
            match self {
                Self::Sha256(hasher) => hasher.update(bytes),
                Self::Sha512(hasher) => hasher.update(bytes),
            }
        }

        pub(super) fn finish(self) -> Vec<u8> {
            match self {
                Self::Sha256(hasher) => hasher.finalize().to_vec(),
                Self::Sha512(hasher) => hasher.finalize().to_vec(),
            }
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|nibble| char::from_digit(u32::from(nibble), 16).unwrap_or('0')).collect()
}
