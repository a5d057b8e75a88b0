//! What the word of a `case` is on a platform.

use crate::{
    dockerfile::{On, expand},
    lint::{arch_word::only_arch, case::At},
};
use archwright_model::{Platform, platform::Arch};

/// Its value, if that is an architecture's or a platform's name.
pub(super) fn on(word: &str, before: &str, place: At<'_>) -> Option<String> {
    resolve(word, before, place, 3).filter(|value| is_arch(value))
}

fn resolve(word: &str, before: &str, place: At<'_>, depth: usize) -> Option<String> {
    let plain: String = word.chars().filter(|c| !matches!(c, '"' | '\'')).collect();
    let inside = plain.strip_prefix("$(").and_then(|rest| rest.strip_suffix(')')).or_else(|| plain.strip_prefix('`')?.strip_suffix('`'));
    if let Some(command) = inside {
        // In a stage of the builder's, this is the builder's machine.
        return (place.stage.on == On::Target).then(|| asked(command, place.build.platform)).flatten();
    }
    let name = plain.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).or_else(|| plain.strip_prefix('$')).unwrap_or_default();
    // `${dpkgArch##*-}` takes away what these names do not have.
    let name = name.trim_end_matches("##*-");
    if let Some((_, given)) = assigned(before).into_iter().rev().find(|(other, _)| other == name) {
        return (depth > 0).then(|| resolve(&given, before, place, depth - 1)).flatten();
    }
    let expanded = expand(&plain, '\\', &place.step.env).ok()?;
    (plain.contains('$') && expanded.unset.is_empty()).then_some(expanded.text)
}

/// What a program tells on a platform.
fn asked(command: &str, platform: Platform) -> Option<String> {
    let words: Vec<_> = command.split_whitespace().collect();
    let variant = platform.variant().map(|variant| variant.to_string()).unwrap_or_default();
    let name = |kernel: &str, dpkg: &str, apk: &str| match words.as_slice() {
        ["uname", "-m" | "-p"] | ["arch"] => Some(kernel.to_owned()),
        ["dpkg", "--print-architecture"] => Some(dpkg.to_owned()),
        ["apk", "--print-arch"] => Some(apk.to_owned()),
        _ => None,
    };
    match platform.arch() {
        Arch::Amd64 => name("x86_64", "amd64", "x86_64"),
        Arch::Arm64 => name("aarch64", "arm64", "aarch64"),
        Arch::Arm if variant == "v6" => name("armv6l", "armhf", "armhf"),
        Arch::Arm => name("armv7l", "armhf", "armv7"),
        Arch::I386 => name("i686", "i386", "x86"),
        Arch::Ppc64le => name("ppc64le", "ppc64el", "ppc64le"),
        Arch::S390x => name("s390x", "s390x", "s390x"),
        Arch::Riscv64 => name("riscv64", "riscv64", "riscv64"),
        Arch::Loong64 => name("loongarch64", "loong64", "loongarch64"),
    }
}

/// Whether a text is a platform's or an architecture's name.
pub(super) fn is_arch(text: &str) -> bool {
    only_arch(text).is_some() || text.parse::<Platform>().is_ok() || matches!(text, "arm" | "386" | "x86" | "linux/arm*" | "arm*")
}

/// `NAME=VALUE` in a script, wherever it stands.
pub(super) fn assigned(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for token in crate::lint::script::words(text) {
        let Some((name, value)) = token.split_once('=') else { continue };
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if !name.is_empty() && name.chars().all(is_name) {
            found.push((name.to_owned(), value.chars().filter(|c| !matches!(c, '"' | '\'')).collect()));
        }
    }
    found
}
