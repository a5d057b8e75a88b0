//! Whose glibc an image has: each distribution builds it with other default directories.

use super::super::loader::GLIBC_LOADERS;
use super::super::view::View;
use super::multiarch;
use archwright_model::{Arch, Platform};

/// Where a distribution's glibc looks by itself, and what `$LIB` means to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Distribution {
    /// Debian and Ubuntu: the multiarch directory first, then those without, and never `lib64`.
    Multiarch,
    /// Fedora, Red Hat, SUSE: `lib64` for 64-bit programs, and `lib` for 32-bit ones.
    Lib64,
    /// The loader may have come alone from anywhere: all of these.
    Unknown,
}

impl Distribution {
    /// Debian's loader lies in the multiarch directory, wherever links to it are; of the others `os-release` tells.
    pub fn of(view: &dyn View, platform: Platform) -> Self {
        let is_own =
            |path: &&&str| view.find(path).file().and_then(|file| file.code.elf()).is_some_and(|elf| elf.arch() == Some(platform.arch()));
        let Some(loader) = GLIBC_LOADERS.iter().find(is_own).and_then(|path| view.find(path).file()) else { return Self::Unknown };
        if loader.path.contains(&format!("/{}/", multiarch(platform))) {
            return Self::Multiarch;
        }
        let has_lib64 = match platform.arch() {
            Arch::Amd64 | Arch::Arm64 | Arch::Ppc64le | Arch::S390x | Arch::I386 | Arch::Arm => true,
            Arch::Riscv64 | Arch::Loong64 => false,
        };
        if has_lib64 && names(view).iter().any(|name| LIB64.contains(&name.as_str())) { Self::Lib64 } else { Self::Unknown }
    }

    /// The default directories, in order.
    pub fn directories(self, platform: Platform) -> Vec<String> {
        let tuple = multiarch(platform);
        let tuples = ["/lib", "/usr/lib"].map(|root| format!("{root}/{tuple}"));
        let named = |name: &str| [format!("/{name}"), format!("/usr/{name}")];
        let (plain, wide) = (named("lib"), named(wide(platform)));
        match self {
            Self::Multiarch => [tuples, plain].concat(),
            Self::Lib64 if is_64_bit(platform) => wide.to_vec(),
            Self::Lib64 => plain.to_vec(),
            Self::Unknown => [tuples, wide, plain].concat(),
        }
    }

    /// What `$LIB` may stand for.
    pub fn lib(self, platform: Platform) -> Vec<String> {
        let tuple = || format!("lib/{}", multiarch(platform));
        match self {
            Self::Multiarch => vec![tuple()],
            Self::Lib64 if is_64_bit(platform) => vec!["lib64".into()],
            Self::Lib64 => vec!["lib".into()],
            Self::Unknown => vec![tuple(), wide(platform).into(), "lib".into()],
        }
    }
}

fn is_64_bit(platform: Platform) -> bool {
    match platform.arch() {
        Arch::Amd64 | Arch::Arm64 | Arch::Ppc64le | Arch::S390x | Arch::Riscv64 | Arch::Loong64 => true,
        Arch::I386 | Arch::Arm => false,
    }
}

/// The directory beside `lib` that tells the two widths apart; `lib32` is that of Debian's `libc6-i386`.
fn wide(platform: Platform) -> &'static str {
    if is_64_bit(platform) { "lib64" } else { "lib32" }
}

/// `ID` and `ID_LIKE` of those that have `lib64` (os-release(5)).
const LIB64: [&str; 6] = ["fedora", "rhel", "centos", "suse", "opensuse", "sles"];

fn names(view: &dyn View) -> Vec<String> {
    let text = ["/etc/os-release", "/usr/lib/os-release"].iter().find_map(|path| view.find(path).file()?.text);
    let text = String::from_utf8_lossy(text.unwrap_or_default());
    let values = text.lines().filter_map(|line| line.strip_prefix("ID=").or_else(|| line.strip_prefix("ID_LIKE=")));
    values.flat_map(|value| value.trim_matches(['"', '\'']).split(' ')).map(str::to_owned).collect()
}
