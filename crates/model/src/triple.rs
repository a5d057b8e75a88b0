//! Rust target triples, and which one a platform and a C library make.

use crate::platform::{Arch, Os, Platform};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The C library that a host-built binary is linked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Libc {
    /// glibc, linked dynamically.
    Gnu,
    /// musl, linked statically.
    Musl,
    /// glibc, linked statically (`-C target-feature=+crt-static`).
    GnuStatic,
}

impl Libc {
    /// Every value with its name in the configuration.
    pub const NAMES: [(&'static str, Self); 3] = [("gnu", Self::Gnu), ("musl", Self::Musl), ("gnu-static", Self::GnuStatic)];

    /// Its name in the configuration.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gnu => "gnu",
            Self::Musl => "musl",
            Self::GnuStatic => "gnu-static",
        }
    }
}

/// A Rust target triple such as `aarch64-unknown-linux-gnu`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RustTriple(String);

impl RustTriple {
    /// The triple that builds for a platform with a C library; `None` where Rust has none for it.
    ///
    /// ```
    /// use archwright_model::{Libc, Platform, RustTriple};
    /// let triple = RustTriple::for_platform(Platform::LINUX_ARM64, Libc::Musl).expect("a tier 2 target");
    /// assert_eq!(triple.as_str(), "aarch64-unknown-linux-musl");
    /// ```
    pub fn for_platform(platform: Platform, libc: Libc) -> Option<Self> {
        let level = platform.variant().map(crate::Variant::level);
        let cpu = match (platform.arch(), level) {
            (Arch::Amd64, _) => "x86_64",
            (Arch::Arm64, _) => "aarch64",
            (Arch::Arm, Some(7 | 8)) => "armv7",
            // `arm-unknown-linux-gnueabi` is ARMv6, and dies of an illegal instruction on v5.
            (Arch::Arm, Some(5)) => "armv5te",
            (Arch::Arm, _) => "arm",
            (Arch::I386, _) => "i686",
            (Arch::Ppc64le, _) => "powerpc64le",
            (Arch::S390x, _) => "s390x",
            (Arch::Riscv64, _) => "riscv64gc",
            (Arch::Loong64, _) => "loongarch64",
        };
        match platform.os() {
            Os::Darwin => matches!(platform.arch(), Arch::Amd64 | Arch::Arm64).then(|| Self(format!("{cpu}-apple-darwin"))),
            Os::Windows => matches!(platform.arch(), Arch::Amd64 | Arch::Arm64).then(|| Self(format!("{cpu}-pc-windows-msvc"))),
            Os::Linux => {
                let libc = match libc {
                    Libc::Gnu | Libc::GnuStatic => "gnu",
                    Libc::Musl => "musl",
                };
                // 32-bit Arm images of Debian and Alpine are hard-float, from v6 on.
                let abi = match (platform.arch(), level) {
                    (Arch::Arm, Some(5)) => "eabi",
                    (Arch::Arm, _) => "eabihf",
                    (Arch::Amd64 | Arch::Arm64 | Arch::I386 | Arch::Ppc64le | Arch::S390x | Arch::Riscv64 | Arch::Loong64, _) => "",
                };
                Some(Self(format!("{cpu}-unknown-linux-{libc}{abi}")))
            }
        }
    }

    /// The triple as Cargo takes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The triple as it stands in Cargo's environment: `AARCH64_UNKNOWN_LINUX_GNU`.
    pub fn env_name(&self) -> String {
        self.0.to_uppercase().replace(['-', '.'], "_")
    }

    /// The GNU prefix of its cross tools: `aarch64-linux-gnu` for `aarch64-unknown-linux-gnu`.
    ///
    /// Debian's 32-bit Arm compiler is `arm-linux-gnueabihf` for every level, its x86 one `i686-linux-gnu`.
    pub fn gnu_prefix(&self) -> String {
        let mut parts: Vec<&str> = self.0.split('-').filter(|part| !matches!(*part, "unknown" | "pc")).collect();
        if let Some(cpu) = parts.first_mut() {
            *cpu = match *cpu {
                "armv7" | "armv5te" => "arm",
                "riscv64gc" => "riscv64",
                other => other,
            };
        }
        parts.join("-")
    }
}

impl fmt::Display for RustTriple {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn triples_are_those_of_rustc() {
        for (platform, libc, expected, prefix) in [
            ("linux/amd64", Libc::Gnu, "x86_64-unknown-linux-gnu", "x86_64-linux-gnu"),
            ("linux/amd64/v3", Libc::GnuStatic, "x86_64-unknown-linux-gnu", "x86_64-linux-gnu"),
            ("linux/arm64", Libc::Gnu, "aarch64-unknown-linux-gnu", "aarch64-linux-gnu"),
            ("linux/arm/v7", Libc::Gnu, "armv7-unknown-linux-gnueabihf", "arm-linux-gnueabihf"),
            ("linux/arm/v6", Libc::Musl, "arm-unknown-linux-musleabihf", "arm-linux-musleabihf"),
            ("linux/arm/v5", Libc::Gnu, "armv5te-unknown-linux-gnueabi", "arm-linux-gnueabi"),
            ("linux/arm/v5", Libc::Musl, "armv5te-unknown-linux-musleabi", "arm-linux-musleabi"),
            ("linux/riscv64", Libc::Gnu, "riscv64gc-unknown-linux-gnu", "riscv64-linux-gnu"),
            ("linux/386", Libc::Gnu, "i686-unknown-linux-gnu", "i686-linux-gnu"),
            ("darwin/arm64", Libc::Gnu, "aarch64-apple-darwin", "aarch64-apple-darwin"),
        ] {
            let platform: Platform = platform.parse().unwrap();
            let triple = RustTriple::for_platform(platform, libc).unwrap();
            assert_eq!(triple.as_str(), expected);
            assert_eq!(triple.gnu_prefix(), prefix);
            assert_eq!(triple.as_str().parse::<Platform>().unwrap().arch(), platform.arch());
        }
    }
}
