//! `os/arch[/variant]`, with every spelling that the field uses for it.
//!
//! Normalisation follows containerd's `platforms` package: `arm64/v8` is `arm64`, `arm` is `arm/v7`, `amd64/v1` is `amd64`.

mod arch;
mod known;
mod list;
mod os;
mod parse;
mod variant;

pub use arch::Arch;
pub use known::{Amd64, Any, Arm64, KnownPlatform};
pub use list::Platforms;
pub use os::Os;
pub use parse::PlatformError;
pub use variant::Variant;

use serde::{Deserialize, Serialize};
use std::fmt;

/// A normalised platform such as `linux/arm64` or `linux/arm/v6`.
///
/// ```
/// use archwright_model::Platform;
/// for spelling in ["linux/arm64", "linux/arm64/v8", "aarch64", "arm64", "aarch64-unknown-linux-gnu"] {
///     assert_eq!(spelling.parse::<Platform>()?, Platform::LINUX_ARM64);
/// }
/// # Ok::<(), archwright_model::platform::PlatformError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Platform {
    os: Os,
    arch: Arch,
    variant: Option<Variant>,
}

impl Platform {
    /// `linux/amd64`.
    pub const LINUX_AMD64: Self = Self { os: Os::Linux, arch: Arch::Amd64, variant: None };
    /// `linux/arm64`.
    pub const LINUX_ARM64: Self = Self { os: Os::Linux, arch: Arch::Arm64, variant: None };

    /// A platform from its parts, normalised; an error if the variant does not exist for the architecture.
    pub fn new(os: Os, arch: Arch, variant: Option<Variant>) -> Result<Self, PlatformError> {
        Ok(Self { os, arch, variant: variant::normalise(arch, variant)? })
    }

    /// The operating system.
    pub fn os(self) -> Os {
        self.os
    }

    /// The architecture.
    pub fn arch(self) -> Arch {
        self.arch
    }

    /// The variant, `None` where it is the architecture's usual one.
    pub fn variant(self) -> Option<Variant> {
        self.variant
    }

    /// One word for file names and target names: `linux-arm-v7`.
    pub fn slug(self) -> String {
        self.to_string().replace('/', "-")
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.os, self.arch)?;
        match self.variant {
            Some(variant) => write!(f, "/{variant}"),
            None => Ok(()),
        }
    }
}

impl From<Platform> for String {
    fn from(platform: Platform) -> Self {
        platform.to_string()
    }
}

impl TryFrom<String> for Platform {
    type Error = PlatformError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}
