//! AW206: a compiler that is emulated for the platforms that the builder is not.

use crate::{
    dockerfile::{On, Reach},
    lint::{Case, Diagnostic, kinds, script::Command},
};
use std::collections::BTreeSet;

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    if case.arches().len() < 2 {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut told = BTreeSet::new();
    for (at, _) in case.instructions() {
        for (place, command) in case.runs(at, Reach::Copied) {
            let stage = place.stage;
            // Of a stage that is the image itself, more than the compiler runs for its platform.
            if stage.on != On::Target || stage.reach != Reach::Copied || told.contains(&stage.from) {
                continue;
            }
            let Some((what, remedy)) = compiles(command) else { continue };
            let Some(part) = command.parts.iter().find(|part| part.text.ends_with(command.program())) else { continue };
            told.insert(stage.from);
            let message = format!("`{what}` runs under emulation for every platform that the builder is not");
            found.push(Diagnostic::new(case, &kinds::EMULATED_COMPILE, Some(part.span.clone()), &[], message).remedy(remedy.to_owned()));
        }
    }
    found
}

pub(super) fn compiles(command: &Command) -> Option<(String, &'static str)> {
    let words: Vec<_> =
        command.arguments().iter().map(|part| part.text.as_str()).filter(|word| !word.starts_with('-') && !word.starts_with('+')).collect();
    let (first, second) = (words.first().copied().unwrap_or_default(), words.get(1).copied().unwrap_or_default());
    let program = command.program();
    let usual = kinds::EMULATED_COMPILE.remedy;
    let remedy = match (program, first) {
        ("go", "build" | "install") => {
            "begin the stage with `FROM --platform=$BUILDPLATFORM`, declare `ARG TARGETOS TARGETARCH`, and compile with `GOOS=$TARGETOS GOARCH=$TARGETARCH`"
        }
        ("dotnet", "publish" | "build") => "begin the stage with `FROM --platform=$BUILDPLATFORM` and publish with `-a $TARGETARCH`",
        _ if is_compiler(program, first, second, command) => usual,
        _ => return None,
    };
    Some(([program, first].join(" ").trim().to_owned(), remedy))
}

fn is_compiler(program: &str, first: &str, second: &str, command: &Command) -> bool {
    match program {
        "cargo" => matches!(first, "build" | "install" | "b") || (first, second) == ("chef", "cook"),
        "swift" | "zig" | "stack" | "cabal" => matches!(first, "build" | "install"),
        "cmake" => command.parts.iter().any(|part| part.text == "--build"),
        "ninja" | "bazel" | "meson" => true,
        _ => false,
    }
}
