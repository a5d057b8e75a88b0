//! Variants: levels of one architecture, `v7` of arm or `v2` of amd64.

use super::{Arch, PlatformError};
use std::fmt;

/// A level of an architecture: the 7 of `arm/v7`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Variant(u8);

impl Variant {
    /// The variant with that number.
    pub fn new(level: u8) -> Self {
        Self(level)
    }

    /// The number after the `v`.
    pub fn level(self) -> u8 {
        self.0
    }

    /// Reads `v7` or `7`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(['v', 'V']).unwrap_or(text);
        match digits.as_bytes() {
            [digit @ b'1'..=b'9'] => Some(Self(digit - b'0')),
            _ => None,
        }
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}", self.0)
    }
}

/// The variants that exist for an architecture, the usual one first.
pub(super) fn known(arch: Arch) -> &'static [u8] {
    match arch {
        Arch::Amd64 => &[1, 2, 3, 4],
        Arch::Arm64 => &[8, 9],
        Arch::Arm => &[7, 5, 6, 8],
        Arch::I386 | Arch::Ppc64le | Arch::S390x | Arch::Riscv64 | Arch::Loong64 => &[],
    }
}

/// The usual variant is left out, except for 32-bit Arm, where containerd writes it: `arm` is `arm/v7`.
pub(super) fn normalise(arch: Arch, variant: Option<Variant>) -> Result<Option<Variant>, PlatformError> {
    let known = known(arch);
    match variant {
        Some(Variant(level)) if !known.contains(&level) => Err(PlatformError::variant(arch, level)),
        Some(Variant(level)) if arch != Arch::Arm && known.first() == Some(&level) => Ok(None),
        None if arch == Arch::Arm => Ok(Some(Variant(7))),
        other => Ok(other),
    }
}
