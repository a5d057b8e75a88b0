//! `glibc-hwcaps`: libraries for newer processors, in a directory of each level (ld.so(8), since glibc 2.33).

use archwright_model::{Arch, Platform, Variant};

/// The levels whose directories every processor of a platform looks into, the highest first.
pub(super) fn levels(platform: Platform) -> Vec<&'static str> {
    const AMD64: [(u8, &str); 3] = [(4, "x86-64-v4"), (3, "x86-64-v3"), (2, "x86-64-v2")];
    match platform.arch() {
        Arch::Amd64 => {
            let promised = platform.variant().map_or(1, Variant::level);
            AMD64.into_iter().filter(|(level, _)| *level <= promised).map(|(_, name)| name).collect()
        }
        // Their platforms promise no level that has a directory, or glibc has none for them.
        Arch::Arm64 | Arch::Arm | Arch::I386 | Arch::Ppc64le | Arch::S390x | Arch::Riscv64 | Arch::Loong64 => Vec::new(),
    }
}

/// Where glibc looks in one directory.
pub(super) fn places(levels: &[&str], directory: &str, name: &str) -> Vec<String> {
    let levels = levels.iter().map(|level| format!("{directory}/glibc-hwcaps/{level}/{name}"));
    levels.chain([format!("{directory}/{name}")]).collect()
}

/// Whether a path of the loader's cache counts: those of higher levels are passed over.
pub(super) fn counts(levels: &[&str], path: &str) -> bool {
    path.split_once("/glibc-hwcaps/").and_then(|(_, rest)| rest.split('/').next()).is_none_or(|level| levels.contains(&level))
}
