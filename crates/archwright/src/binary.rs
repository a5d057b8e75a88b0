//! A binary that belongs to one platform; nothing else can be staged for an image.

use archwright_model::Platform;
use archwright_oci::elf::{self, FileKind};
use camino::{Utf8Path, Utf8PathBuf};
use std::{fmt, fs, io, marker::PhantomData};

/// An executable file that was looked at and runs on its platform.
///
/// The platform is part of the type where it is known when the program is compiled:
///
/// ```compile_fail,E0308
/// use archwright::binary::{Amd64, Arm64, PlatformBinary};
/// fn into_arm64_image(binary: PlatformBinary<Arm64>) {}
/// let binary: PlatformBinary<Amd64> = PlatformBinary::check("target/x86_64-unknown-linux-gnu/release/tool").unwrap();
/// into_arm64_image(binary);
/// ```
///
/// Where it is only known when the program runs, the constructor refuses:
///
/// ```
/// use archwright::{PlatformBinary, model::Platform};
/// let me = std::env::current_exe().unwrap();
/// let other = if cfg!(target_arch = "x86_64") { Platform::LINUX_ARM64 } else { Platform::LINUX_AMD64 };
/// assert!(PlatformBinary::check_for(other, me.to_str().unwrap()).is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlatformBinary<P = Any> {
    path: Utf8PathBuf,
    platform: Platform,
    is_static: bool,
    known: PhantomData<P>,
}

/// A platform that is known when the program runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Any;

/// `linux/amd64`, as a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amd64;

/// `linux/arm64`, as a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arm64;

/// A platform as a type.
pub trait KnownPlatform {
    /// Its value.
    const PLATFORM: Platform;
}

impl KnownPlatform for Amd64 {
    const PLATFORM: Platform = Platform::LINUX_AMD64;
}

impl KnownPlatform for Arm64 {
    const PLATFORM: Platform = Platform::LINUX_ARM64;
}

impl<P: KnownPlatform> PlatformBinary<P> {
    /// The file, if it is an executable of this platform.
    pub fn check(path: impl Into<Utf8PathBuf>) -> Result<Self, WrongBinary> {
        checked(P::PLATFORM, path.into())
    }
}

impl PlatformBinary<Any> {
    /// The file, if it is an executable of that platform.
    pub fn check_for(platform: Platform, path: impl Into<Utf8PathBuf>) -> Result<Self, WrongBinary> {
        checked(platform, path.into())
    }
}

impl<P> PlatformBinary<P> {
    /// The file.
    pub fn path(&self) -> &Utf8Path {
        &self.path
    }

    /// Its platform.
    pub fn platform(&self) -> Platform {
        self.platform
    }

    /// Whether it runs without a loader.
    pub fn is_static(&self) -> bool {
        self.is_static
    }

    /// Its bytes.
    pub(crate) fn read(&self) -> io::Result<Vec<u8>> {
        fs::read(&self.path)
    }
}

fn checked<P>(platform: Platform, path: Utf8PathBuf) -> Result<PlatformBinary<P>, WrongBinary> {
    let wrong = |why: String| WrongBinary { path: path.clone(), why };
    let kind = elf::identify_file(&path).map_err(|error| wrong(error.to_string()))?;
    elf::fits(&kind, platform).map_err(wrong)?;
    let is_static = matches!(&kind, FileKind::Elf(executable) if executable.is_static);
    Ok(PlatformBinary { path, platform, is_static, known: PhantomData })
}

/// A file that is no executable of the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongBinary {
    path: Utf8PathBuf,
    why: String,
}

impl fmt::Display for WrongBinary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.path, self.why)
    }
}

impl std::error::Error for WrongBinary {}
