//! Rust target triples, and which one a platform and a C library make.

use crate::{
    platform::{Arch, Os, Platform, Variant},
    suggest::nearest,
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

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

/// The triples with a standard library whose platforms are known here (rustc 1.95, tiers 1 and 2).
const KNOWN: [&str; 33] = [
    "aarch64-apple-darwin",
    "aarch64-pc-windows-gnullvm",
    "aarch64-pc-windows-msvc",
    "aarch64-unknown-linux-gnu",
    "aarch64-unknown-linux-musl",
    "arm-unknown-linux-gnueabi",
    "arm-unknown-linux-gnueabihf",
    "arm-unknown-linux-musleabi",
    "arm-unknown-linux-musleabihf",
    "armv5te-unknown-linux-gnueabi",
    "armv5te-unknown-linux-musleabi",
    "armv7-unknown-linux-gnueabi",
    "armv7-unknown-linux-gnueabihf",
    "armv7-unknown-linux-musleabi",
    "armv7-unknown-linux-musleabihf",
    "i686-pc-windows-gnu",
    "i686-pc-windows-gnullvm",
    "i686-pc-windows-msvc",
    "i686-unknown-linux-gnu",
    "i686-unknown-linux-musl",
    "loongarch64-unknown-linux-gnu",
    "loongarch64-unknown-linux-musl",
    "powerpc64le-unknown-linux-gnu",
    "powerpc64le-unknown-linux-musl",
    "riscv64gc-unknown-linux-gnu",
    "riscv64gc-unknown-linux-musl",
    "s390x-unknown-linux-gnu",
    "x86_64-apple-darwin",
    "x86_64-pc-windows-gnu",
    "x86_64-pc-windows-gnullvm",
    "x86_64-pc-windows-msvc",
    "x86_64-unknown-linux-gnu",
    "x86_64-unknown-linux-musl",
];

impl RustTriple {
    /// The triple that builds for a platform with a C library; `None` where Rust has none for it.
    ///
    /// ```
    /// use archwright_model::{Libc, Platform, RustTriple};
    /// let triple = RustTriple::for_platform(Platform::LINUX_ARM64, Libc::Musl).expect("a tier 2 target");
    /// assert_eq!(triple.as_str(), "aarch64-unknown-linux-musl");
    /// ```
    pub fn for_platform(platform: Platform, libc: Libc) -> Option<Self> {
        let level = platform.variant().map(Variant::level);
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

    /// The platform that it builds for; none of a triple that is not known here.
    pub fn platform(&self) -> Option<Platform> {
        let platform: Platform = self.0.parse().ok()?;
        // In Rust's names a bare `arm` is ARMv6, in Docker's ARMv7.
        let level = if self.0.starts_with("arm-") { Some(Variant::new(6)) } else { platform.variant() };
        Platform::new(platform.os(), platform.arch(), level).ok()
    }

    /// Whether it links with Microsoft's linker and libraries.
    pub fn is_msvc(&self) -> bool {
        self.0.ends_with("-msvc")
    }

    /// The C library that a Linux triple names.
    pub fn libc(&self) -> Libc {
        if self.0.contains("-musl") { Libc::Musl } else { Libc::Gnu }
    }

    /// What stands behind the names of its programs.
    pub fn exe_suffix(&self) -> &'static str {
        if self.0.contains("-windows-") { ".exe" } else { "" }
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
    /// Debian's 32-bit Arm compiler is `arm-linux-gnueabihf` for every level, its x86 one `i686-linux-gnu`, that for Windows
    /// `x86_64-w64-mingw32`.
    pub fn gnu_prefix(&self) -> String {
        if let Some((cpu, _)) = self.0.split_once("-pc-windows-gnu") {
            return format!("{cpu}-w64-mingw32");
        }
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

/// A text that is no triple known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TripleError {
    given: String,
    near: Option<String>,
}

impl TripleError {
    /// What is wrong, without the suggestion.
    pub fn message(&self) -> String {
        format!("unknown target triple `{}`", self.given)
    }

    /// The nearest triple.
    pub fn near(&self) -> Option<&str> {
        self.near.as_deref()
    }
}

impl fmt::Display for TripleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.near {
            Some(near) => write!(f, "{}; did you mean `{near}`?", self.message()),
            None => f.write_str(&self.message()),
        }
    }
}

impl std::error::Error for TripleError {}

impl FromStr for RustTriple {
    type Err = TripleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if KNOWN.contains(&text) {
            return Ok(Self(text.to_owned()));
        }
        // A platform, or another tool's spelling of one: `darwin/arm64`, `x86_64-linux-musl`.
        let libc = if text.contains("musl") { Libc::Musl } else { Libc::Gnu };
        let of_platform = || text.parse().ok().and_then(|platform| Self::for_platform(platform, libc)).map(|triple| triple.0);
        let near = nearest(text, KNOWN).map(str::to_owned).or_else(of_platform);
        Err(TripleError { given: text.to_owned(), near })
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

    #[test]
    fn every_known_triple_has_its_platform_and_reads_back() {
        for name in KNOWN {
            let triple: RustTriple = name.parse().unwrap();
            let platform = triple.platform().unwrap();
            assert_eq!(triple.as_str(), name);
            let Some(usual) = RustTriple::for_platform(platform, triple.libc()) else { continue };
            assert_eq!(usual.as_str().split('-').next(), name.split('-').next(), "{name} is for {platform}");
        }
        let v6: RustTriple = "arm-unknown-linux-gnueabihf".parse().unwrap();
        assert_eq!(v6.platform().unwrap().to_string(), "linux/arm/v6");
        let mingw: RustTriple = "x86_64-pc-windows-gnu".parse().unwrap();
        assert_eq!((mingw.gnu_prefix().as_str(), mingw.exe_suffix()), ("x86_64-w64-mingw32", ".exe"));
    }

    #[test]
    fn what_is_no_triple_names_the_nearest() {
        for (given, near) in [
            ("aarch64-apple-darwn", Some("aarch64-apple-darwin")),
            ("darwin/arm64", Some("aarch64-apple-darwin")),
            ("x86_64-windows-msvc", Some("x86_64-pc-windows-msvc")),
            ("x86_64-linux-musl", Some("x86_64-unknown-linux-musl")),
            ("wasm32-wasip1", None),
        ] {
            let error = given.parse::<RustTriple>().unwrap_err();
            assert_eq!(error.near(), near, "{given}");
            assert!(error.to_string().starts_with(&format!("unknown target triple `{given}`")));
        }
    }
}
