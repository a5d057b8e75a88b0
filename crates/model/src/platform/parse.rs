//! Reading a platform from any spelling the field uses.

use super::{Arch, Os, Platform, Variant, variant};
use crate::suggest::nearest;
use std::{fmt, str::FromStr};

/// Why a text is not a platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlatformError {
    message: String,
    suggestion: Option<String>,
}

impl PlatformError {
    pub(super) fn variant(arch: Arch, level: u8) -> Self {
        let known = variant::known(arch);
        let list: Vec<_> = known.iter().map(|known| format!("`v{known}`")).collect();
        let has = if list.is_empty() { ", which has none".into() } else { format!(", which has {}", list.join(", ")) };
        let usual = known.first().map(|usual| format!("{arch}/v{usual}"));
        Self {
            message: format!("unknown variant `v{level}` of `{arch}`{has}"),
            suggestion: Some(usual.unwrap_or_else(|| arch.to_string())),
        }
    }

    fn unknown(part: &str, given: &str, suggestion: Option<String>) -> Self {
        Self { message: format!("unknown {part} `{given}`"), suggestion }
    }

    /// The nearest valid spelling, if there is one.
    pub fn suggestion(&self) -> Option<&str> {
        self.suggestion.as_deref()
    }

    /// What is wrong, without the suggestion.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for PlatformError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.suggestion {
            Some(suggestion) => write!(f, "; did you mean `{suggestion}`?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for PlatformError {}

impl FromStr for Platform {
    type Err = PlatformError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let parts: Vec<&str> = text.split('/').collect();
        match parts.as_slice() {
            [""] => Err(PlatformError::unknown("platform", text, Some("linux/amd64".into()))),
            [word] => match from_triple(word) {
                Some(platform) => Ok(platform),
                None => build(Os::Linux, word, None, text),
            },
            [first, second] => match Os::from_name(first) {
                Some(os) => build(os, second, None, text),
                // `arm/v7`: an architecture with its variant, the system left out.
                None if spelled(first).is_some() && Variant::parse(second).is_some() => build(Os::Linux, first, Some(second), text),
                None => Err(unknown_os(first, text)),
            },
            [os, arch, variant] => match Os::from_name(os) {
                Some(os) => build(os, arch, Some(variant), text),
                None => Err(unknown_os(os, text)),
            },
            _ => Err(PlatformError::unknown("platform", text, Some("linux/amd64".into()))),
        }
    }
}

fn build(os: Os, arch: &str, variant: Option<&str>, whole: &str) -> Result<Platform, PlatformError> {
    let Some((arch, implied)) = spelled(arch) else {
        let near = nearest(arch, SPELLINGS.iter().map(|(name, ..)| *name));
        let near = near.and_then(spelled).map(|(arch, _)| format!("{os}/{arch}"));
        let known = Arch::ALL.map(|arch| format!("`{arch}`")).join(", ");
        let error = PlatformError::unknown("architecture", arch, near);
        return Err(if error.suggestion.is_some() {
            error
        } else {
            PlatformError { message: format!("{}, known are {known}", error.message), ..error }
        });
    };
    let variant = match variant {
        Some(text) => Some(Variant::parse(text).ok_or_else(|| {
            let usual = variant::known(arch).first().map(|level| format!("{os}/{arch}/v{level}"));
            PlatformError::unknown("platform", whole, Some(usual.unwrap_or_else(|| format!("{os}/{arch}"))))
        })?),
        None => implied,
    };
    Platform::new(os, arch, variant)
}

fn unknown_os(given: &str, whole: &str) -> PlatformError {
    let near = nearest(given, Os::ALL.map(Os::name)).unwrap_or("linux");
    let fixed = whole.replacen(given, near, 1);
    let suggestion = fixed.parse::<Platform>().map_or_else(|_| "linux/amd64".into(), |platform| platform.to_string());
    PlatformError::unknown("operating system", given, Some(suggestion))
}

/// Each spelling with its architecture and the variant it implies: Docker, OCI, Go, Debian, RPM and `uname -m` names.
const SPELLINGS: &[(&str, Arch, Option<u8>)] = &[
    ("amd64", Arch::Amd64, None),
    ("x86_64", Arch::Amd64, None),
    ("x86-64", Arch::Amd64, None),
    ("x64", Arch::Amd64, None),
    ("arm64", Arch::Arm64, None),
    ("aarch64", Arch::Arm64, None),
    ("armv8", Arch::Arm64, None),
    ("armv8l", Arch::Arm, Some(8)),
    ("arm", Arch::Arm, None),
    ("armhf", Arch::Arm, Some(7)),
    ("armv7", Arch::Arm, Some(7)),
    ("armv7l", Arch::Arm, Some(7)),
    ("armv7hl", Arch::Arm, Some(7)),
    ("armel", Arch::Arm, Some(6)),
    ("armv6", Arch::Arm, Some(6)),
    ("armv6l", Arch::Arm, Some(6)),
    ("armv5", Arch::Arm, Some(5)),
    ("armv5te", Arch::Arm, Some(5)),
    ("armv5tel", Arch::Arm, Some(5)),
    ("386", Arch::I386, None),
    ("i386", Arch::I386, None),
    ("i486", Arch::I386, None),
    ("i586", Arch::I386, None),
    ("i686", Arch::I386, None),
    ("x86", Arch::I386, None),
    ("ppc64le", Arch::Ppc64le, None),
    ("ppc64el", Arch::Ppc64le, None),
    ("powerpc64le", Arch::Ppc64le, None),
    ("s390x", Arch::S390x, None),
    ("riscv64", Arch::Riscv64, None),
    ("riscv64gc", Arch::Riscv64, None),
    ("loong64", Arch::Loong64, None),
    ("loongarch64", Arch::Loong64, None),
];

fn spelled(text: &str) -> Option<(Arch, Option<Variant>)> {
    let text = text.to_ascii_lowercase();
    SPELLINGS.iter().find(|(name, ..)| *name == text).map(|(_, arch, level)| (*arch, level.map(Variant::new)))
}

/// `aarch64-unknown-linux-gnu`, `x86_64-apple-darwin`: architecture first, the system anywhere behind it.
fn from_triple(text: &str) -> Option<Platform> {
    let mut parts = text.split('-');
    let (arch, variant) = spelled(parts.next()?)?;
    let os = parts.find_map(Os::from_name)?;
    Platform::new(os, arch, variant).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(input: &str, expected: &str) {
        let got = match input.parse::<Platform>() {
            Ok(platform) => platform.to_string(),
            Err(error) => format!("error: {error}"),
        };
        assert_eq!(got, expected, "{input}");
    }

    #[test]
    fn every_spelling_normalises_as_containerd_does() {
        for (input, expected) in [
            ("linux/amd64", "linux/amd64"),
            ("  LINUX/AMD64 ", "linux/amd64"),
            ("amd64/v1", "linux/amd64"),
            ("linux/amd64/v3", "linux/amd64/v3"),
            ("x86_64", "linux/amd64"),
            ("linux/x86_64", "linux/amd64"),
            ("linux/arm64/v8", "linux/arm64"),
            ("arm64/8", "linux/arm64"),
            ("aarch64", "linux/arm64"),
            ("darwin/arm64", "darwin/arm64"),
            ("macos/aarch64", "darwin/arm64"),
            ("arm", "linux/arm/v7"),
            ("linux/arm", "linux/arm/v7"),
            ("linux/arm/v6", "linux/arm/v6"),
            ("armel", "linux/arm/v6"),
            ("armhf", "linux/arm/v7"),
            ("armv7l", "linux/arm/v7"),
            ("i686", "linux/386"),
            ("linux/386", "linux/386"),
            ("ppc64el", "linux/ppc64le"),
            ("riscv64gc-unknown-linux-gnu", "linux/riscv64"),
            ("x86_64-unknown-linux-musl", "linux/amd64"),
            ("aarch64-apple-darwin", "darwin/arm64"),
            ("armv7-unknown-linux-gnueabihf", "linux/arm/v7"),
            ("x86_64-pc-windows-msvc", "windows/amd64"),
        ] {
            check(input, expected);
        }
    }

    #[test]
    fn a_wrong_spelling_names_the_nearest() {
        for (input, expected) in [
            ("linux/amd65", "error: unknown architecture `amd65`; did you mean `linux/amd64`?"),
            ("linux/arm46", "error: unknown architecture `arm46`; did you mean `linux/arm64`?"),
            ("linus/arm64", "error: unknown operating system `linus`; did you mean `linux/arm64`?"),
            ("linux/arm/v9", "error: unknown variant `v9` of `arm`, which has `v7`, `v5`, `v6`, `v8`; did you mean `arm/v7`?"),
            ("linux/s390x/v2", "error: unknown variant `v2` of `s390x`, which has none; did you mean `s390x`?"),
            ("linux/arm/seven", "error: unknown platform `linux/arm/seven`; did you mean `linux/arm/v7`?"),
            ("", "error: unknown platform ``; did you mean `linux/amd64`?"),
            ("linux/amd64/v2/x", "error: unknown platform `linux/amd64/v2/x`; did you mean `linux/amd64`?"),
            (
                "sparc",
                "error: unknown architecture `sparc`, known are `amd64`, `arm64`, `arm`, `386`, `ppc64le`, `s390x`, `riscv64`, `loong64`",
            ),
        ] {
            check(input, expected);
        }
    }

    #[test]
    fn what_is_printed_reads_back() {
        for (name, arch, _) in SPELLINGS {
            let platform: Platform = name.parse().unwrap();
            assert_eq!(platform.arch(), *arch);
            assert_eq!(platform.to_string().parse::<Platform>().unwrap(), platform);
            assert_eq!(arch.debian().parse::<Platform>().unwrap().arch(), *arch);
            assert_eq!(arch.uname().parse::<Platform>().unwrap().arch(), *arch);
            assert_eq!(Arch::from_elf_machine(arch.elf_machine()), Some(*arch));
        }
    }
}
