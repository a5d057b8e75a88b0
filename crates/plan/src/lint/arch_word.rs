//! Names of architectures in paths, addresses and triples.

use crate::dockerfile::{PlatformArg, names};
use archwright_model::platform::Arch;
use std::ops::Range;

/// Every spelling, the longer before what it begins with.
const SPELLINGS: [(&str, Arch); 34] = [
    ("x86_64", Arch::Amd64),
    ("x86-64", Arch::Amd64),
    ("amd64v2", Arch::Amd64),
    ("amd64v3", Arch::Amd64),
    ("amd64", Arch::Amd64),
    ("linux64", Arch::Amd64),
    ("linux-64bit", Arch::Amd64),
    ("linux_64bit", Arch::Amd64),
    ("linux-64", Arch::Amd64),
    ("x64", Arch::Amd64),
    ("aarch64", Arch::Arm64),
    ("arm64v8", Arch::Arm64),
    ("arm64", Arch::Arm64),
    ("armv7l", Arch::Arm),
    ("armv7", Arch::Arm),
    ("armv6l", Arch::Arm),
    ("armv6", Arch::Arm),
    ("arm32v7", Arch::Arm),
    ("arm32v6", Arch::Arm),
    ("armhf", Arch::Arm),
    ("i386", Arch::I386),
    ("i686", Arch::I386),
    ("linux-386", Arch::I386),
    ("linux_386", Arch::I386),
    ("linux/386", Arch::I386),
    ("linux32", Arch::I386),
    ("ppc64le", Arch::Ppc64le),
    ("ppc64el", Arch::Ppc64le),
    ("powerpc64le", Arch::Ppc64le),
    ("arm32v5", Arch::Arm),
    ("s390x", Arch::S390x),
    ("riscv64", Arch::Riscv64),
    ("riscv64gc", Arch::Riscv64),
    ("loongarch64", Arch::Loong64),
];

/// Systems whose files no Linux image runs.
const ELSEWHERE: [&str; 8] = ["darwin", "macos", "apple", "windows", "win32", "win64", "mingw", "-win-"];

/// The name of an architecture in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ArchWord {
    pub(super) arch: Arch,
    pub(super) span: Range<usize>,
}

/// Every architecture that a text names, unless it is a file of another system.
pub(super) fn arch_words(text: &str) -> Vec<ArchWord> {
    let lower = text.to_ascii_lowercase();
    if ELSEWHERE.iter().any(|system| lower.contains(system)) {
        return Vec::new();
    }
    let bytes = lower.as_bytes();
    let mut found: Vec<ArchWord> = Vec::new();
    for (spelling, arch) in SPELLINGS {
        for (start, _) in lower.match_indices(spelling) {
            let end = start + spelling.len();
            let bare = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_none_or(|byte| !byte.is_ascii_alphanumeric());
            let taken = found.iter().any(|word| word.span.start < end && start < word.span.end);
            if bare(start.checked_sub(1)) && bare(Some(end)) && !taken {
                found.push(ArchWord { arch, span: start..end });
            }
        }
    }
    found.sort_by_key(|word| word.span.start);
    found
}

/// The one architecture that a text names.
pub(super) fn only_arch(text: &str) -> Option<Arch> {
    let words = arch_words(text);
    let first = words.first()?.arch;
    words.iter().all(|word| word.arch == first).then_some(first)
}

/// Whether a word has its architecture from a platform argument of BuildKit's. If that is wrong, the argument is, and not the word.
pub(super) fn is_of_platform_arg(written: &str) -> bool {
    let mentions = names(written, '\\');
    let (mut literal, mut at) = (String::new(), 0);
    for mention in mentions.iter().filter(|mention| mention.end > mention.at) {
        literal.push_str(written.get(at..mention.at).unwrap_or_default());
        at = at.max(mention.end);
    }
    literal.push_str(written.get(at..).unwrap_or_default());
    arch_words(&literal).is_empty() && mentions.iter().any(|mention| PlatformArg::named(&mention.name).is_some())
}

/// A text with its architectures taken out: the same of the files of each.
pub(super) fn stem(text: &str) -> String {
    let (mut stem, mut at) = (String::new(), 0);
    for word in arch_words(text) {
        stem.push_str(&text[at..word.span.start]);
        stem.push('*');
        at = word.span.end;
    }
    stem + &text[at..]
}

#[cfg(test)]
mod tests {
    use super::{Arch, is_of_platform_arg, only_arch, stem};

    #[test]
    fn counterparts_have_one_stem() {
        assert!(
            is_of_platform_arg("a/${TARGETARCH:-amd64}/b") && !is_of_platform_arg("a/$TARGETARCH/x86_64") && !is_of_platform_arg("$ARCH")
        );
        assert_eq!(stem("x/amd64/t-x64"), "x/*/t-*");
        assert_eq!(stem("x-x86_64-unknown-linux-gnu"), stem("x-aarch64-unknown-linux-gnu"));
    }

    #[test]
    fn every_spelling_and_nothing_that_only_looks_like_one() {
        for text in
            ["linux/amd64/kubectl", "tool_Linux_x86_64.tar.gz", "node-v20-linux-x64.tar.xz", "x_1.2-1_amd64.deb", "protoc-linux-x86_64.zip"]
        {
            assert_eq!(only_arch(text), Some(Arch::Amd64), "{text}");
        }
        assert_eq!(only_arch("aarch64-unknown-linux-musl"), Some(Arch::Arm64));
        assert_eq!(only_arch("arm32v7/debian"), Some(Arch::Arm));
        for text in
            ["icon-64x64.png", "tool-darwin-amd64", "x86_64-pc-windows-gnu", "amd64-arm64-fat", "charm64", "wasm32-unknown-unknown", ""]
        {
            assert_eq!(only_arch(text), None, "{text}");
        }
    }
}
