//! What commands name as the architecture that they compile or install for.

use crate::lint::{
    arch_word::{arch_words, is_of_platform_arg, only_arch},
    script::Command,
};
use archwright_model::platform::Arch;
use std::ops::Range;

/// Variables that tell a compiler what to compile for.
pub(in crate::lint::rules) const VARIABLES: [&str; 10] = [
    "GOARCH",
    "CARGO_BUILD_TARGET",
    "npm_config_arch",
    "npm_config_target_arch",
    "RUSTTARGET",
    "RUST_TARGET",
    "CROSS_COMPILE",
    "CC",
    "CXX",
    "DOTNET_RID",
];
/// Compilers, and their flags that do.
const PROGRAMS: [&str; 10] = ["cargo", "cross", "rustc", "zig", "dotnet", "bun", "deno", "nim", "cmake", "swift"];
const FLAGS: [&str; 9] = ["--target", "-target", "-r", "--runtime", "--arch", "-a", "--triple", "--cpu", "--compile-target"];
/// Other programs, each with the flags that do.
const OTHERS: [(&str, &[&str]); 12] = [
    ("apk", &["--arch"]),
    ("pip", &["--platform"]),
    ("pip3", &["--platform"]),
    ("uv", &["--python-platform"]),
    ("conda", &["--platform"]),
    ("mamba", &["--platform"]),
    ("micromamba", &["--platform"]),
    ("npm", &["--arch", "--cpu"]),
    ("yarn", &["--arch", "--cpu"]),
    ("pnpm", &["--arch", "--cpu"]),
    ("configure", &["--host"]),
    ("debootstrap", &["--arch"]),
];
/// Programs that take assignments as arguments.
const MAKES: [&str; 4] = ["make", "gmake", "ninja", "just"];
/// What the name of a compiler for one architecture ends in.
const COMPILERS: [&str; 7] = ["-gcc", "-g++", "-cc", "-c++", "-clang", "-clang++", "-ld"];

type Target = (Arch, Range<usize>, String);

/// The architectures that a command names as its target.
pub(in crate::lint::rules) fn targets(command: &Command) -> Vec<Target> {
    let mut found = Vec::new();
    let program = command.program();
    let mut variable = |name: &str, value: &str, raw: &str, span: &Range<usize>, text: &str| {
        if VARIABLES.contains(&name) {
            let arch = only_arch(value).filter(|_| !is_of_platform_arg(raw));
            found.extend(arch.map(|arch| (arch, span.clone(), text.to_owned())));
        }
    };
    for (name, value, part) in command.assignments() {
        variable(name, value, &part.raw, &part.span, &part.text);
    }
    let is_go_env = program == "go" && command.arguments().first().is_some_and(|first| first.text == "env");
    if MAKES.contains(&program) || is_go_env {
        for part in command.arguments() {
            if let Some((name, value)) = part.text.split_once('=') {
                variable(name, value, &part.raw, &part.span, &part.text);
            }
        }
    }
    if PROGRAMS.contains(&program) {
        found.extend(flags(command, &FLAGS));
    }
    if let Some((_, names)) = OTHERS.iter().find(|(other, _)| *other == program) {
        found.extend(flags(command, names));
    }
    if COMPILERS.iter().any(|end| program.ends_with(end)) {
        let part = command.parts.iter().find(|part| part.text.ends_with(program)).filter(|part| !is_of_platform_arg(&part.raw));
        found.extend(part.and_then(|part| Some((only_arch(program)?, part.span.clone(), program.to_owned()))));
    }
    if matches!(program, "npm" | "yarn" | "pnpm" | "bun") {
        found.extend(packages(command));
    }
    found
}

/// The architecture behind any of some flags.
fn flags(command: &Command, names: &[&str]) -> Vec<Target> {
    let arguments = command.arguments();
    let mut found = Vec::new();
    for (at, part) in arguments.iter().enumerate() {
        let (flag, value) = part.text.split_once('=').map_or((part.text.as_str(), None), |(flag, value)| (flag, Some(value)));
        if names.contains(&flag) {
            let value = value.map(|value| (value, part)).or_else(|| arguments.get(at + 1).map(|next| (next.text.as_str(), next)));
            let value = value.filter(|(_, part)| !is_of_platform_arg(&part.raw));
            found.extend(value.and_then(|(value, part)| Some((only_arch(value)?, part.span.clone(), value.to_owned()))));
        }
    }
    found
}

/// `npm install @rollup/rollup-linux-x64-gnu`: the machine code of one platform, as a package of its own.
fn packages(command: &Command) -> Vec<Target> {
    let words = command.arguments();
    let installs = words
        .iter()
        .find(|part| !part.text.starts_with('-'))
        .is_some_and(|part| matches!(part.text.as_str(), "install" | "i" | "add" | "ci"));
    let is_package = |text: &str| !text.starts_with('-') && text.contains("linux-") && !arch_words(text).is_empty();
    let named = words.iter().filter(|part| installs && is_package(&part.text) && !is_of_platform_arg(&part.raw));
    named.filter_map(|part| Some((only_arch(&part.text)?, part.span.clone(), part.text.clone()))).collect()
}
