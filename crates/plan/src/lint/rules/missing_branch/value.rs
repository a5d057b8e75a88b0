//! What the word that a script chooses by is on a platform.

use super::Variables;
use crate::{
    dockerfile::{On, expand},
    lint::{arch_word::only_arch, case::At},
};
use archwright_model::{Platform, Variant, platform::Arch};

/// Its value, if that is an architecture's or a platform's name.
pub(super) fn on(word: &str, variables: &Variables<'_>, at: usize, place: At<'_>) -> Option<String> {
    resolve(word, variables, at, place, 3).filter(|value| is_arch(value))
}

fn resolve(word: &str, variables: &Variables<'_>, at: usize, place: At<'_>, depth: usize) -> Option<String> {
    let plain: String = word.chars().filter(|c| !matches!(c, '"' | '\'')).collect();
    let inside = plain.strip_prefix("$(").and_then(|rest| rest.strip_suffix(')')).or_else(|| plain.strip_prefix('`')?.strip_suffix('`'));
    if let Some(command) = inside {
        // In a stage of the builder's, this is the builder's machine.
        return (place.stage.on == On::Target).then(|| asked(command, place.build.platform)).flatten();
    }
    let name = plain.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).or_else(|| plain.strip_prefix('$')).unwrap_or_default();
    // `${dpkgArch##*-}` takes away what these names do not have.
    let name = name.trim_end_matches("##*-");
    if let Some(given) = variables.before(name, at) {
        return (depth > 0).then(|| resolve(given, variables, at, place, depth - 1)).flatten();
    }
    let expanded = expand(&plain, '\\', &place.step.env).ok()?;
    (plain.contains('$') && expanded.unset.is_empty()).then_some(expanded.text)
}

/// What a program tells on a platform.
fn asked(command: &str, platform: Platform) -> Option<String> {
    let words: Vec<_> = command.split_whitespace().collect();
    let arch = platform.arch();
    let is_v6 = platform.variant() == Some(Variant::new(6));
    let told = match (words.as_slice(), arch) {
        (["uname", "-m" | "-p"] | ["arch"], Arch::Arm) if is_v6 => "armv6l",
        (["dpkg", "--print-architecture"], arch) => arch.debian(),
        (["apk", "--print-arch"], Arch::Arm) if is_v6 => "armhf",
        (["apk", "--print-arch"], Arch::Arm) => "armv7",
        (["apk", "--print-arch"], Arch::I386) => "x86",
        (["uname", "-m" | "-p"] | ["arch"] | ["apk", "--print-arch"], arch) => arch.uname(),
        _ => return None,
    };
    Some(told.to_owned())
}

/// Whether a text is a platform's or an architecture's name.
pub(super) fn is_arch(text: &str) -> bool {
    only_arch(text).is_some() || text.parse::<Platform>().is_ok() || matches!(text, "arm" | "386" | "x86" | "linux/arm*" | "arm*")
}
