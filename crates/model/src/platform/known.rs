//! Platforms as types, for what belongs to one of them.

use super::Platform;

/// A platform that is known when the program is compiled.
pub trait KnownPlatform {
    /// Its value.
    const PLATFORM: Platform;
}

/// `linux/amd64`, as a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amd64;

/// `linux/arm64`, as a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arm64;

/// A platform that is known when the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Any;

impl KnownPlatform for Amd64 {
    const PLATFORM: Platform = Platform::LINUX_AMD64;
}

impl KnownPlatform for Arm64 {
    const PLATFORM: Platform = Platform::LINUX_ARM64;
}
