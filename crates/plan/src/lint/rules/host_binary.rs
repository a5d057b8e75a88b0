//! AW209: `COPY target/release/app /usr/bin/`.

use crate::{
    dockerfile::{Reach, Verb, Word, expand},
    lint::{
        Case, Diagnostic,
        arch_word::{is_of_platform_arg, only_arch, stem},
        case, kinds,
    },
};
use archwright_model::{Platform, platform::Arch};
use std::collections::BTreeSet;

/// Endings of what is text and runs nowhere.
const TEXT: [&str; 14] =
    [".txt", ".md", ".json", ".yaml", ".yml", ".toml", ".conf", ".list", ".repo", ".lock", ".sh", ".py", ".js", ".sources"];

/// What a path says of the architecture of the file there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    One(Arch),
    /// That of the machine it was compiled on.
    Host,
}

struct Copied {
    stage: usize,
    says: Says,
    platform: Platform,
    word: Word,
}

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let mut all: Vec<Copied> = Vec::new();
    for (at, instruction) in case.instructions().filter(|(_, instruction)| matches!(instruction.verb, Verb::Copy | Verb::Add)) {
        let mut words = instruction.words();
        words.pop();
        for place in case.reached(at, Reach::Copied) {
            let from = place.step.stage.unwrap_or_default();
            // What a stage holds is judged where it is made.
            if instruction.sources().any(|(name, _)| place.build.named(name, from).is_some()) {
                continue;
            }
            for word in words.iter().filter(|word| !word.text.contains("://") && !is_of_platform_arg(&word.text)) {
                let filled = expand(&word.text, case.dockerfile.escape, &place.step.env).map(|expanded| expanded.text).unwrap_or_default();
                let says = says(&filled);
                all.extend(says.map(|says| Copied { stage: place.stage.from, says, platform: place.build.platform, word: word.clone() }));
            }
        }
    }
    let arches = case.arches();
    let spans: BTreeSet<_> = all.iter().map(|copied| (copied.word.span.start, copied.word.span.end)).collect();
    let one = |(start, end): (usize, usize)| {
        let here: Vec<_> = all.iter().filter(|copied| copied.word.span == (start..end)).collect();
        let first = here.first()?;
        let of_stage: BTreeSet<_> = all
            .iter()
            .filter(|other| other.stage == first.stage && stem(&other.word.text) == stem(&first.word.text))
            .filter_map(Copied::arch)
            .collect();
        let wrong =
            case::distinct(here.iter().filter(|copied| copied.arch() != Some(copied.platform.arch())).map(|copied| copied.platform));
        // A stage that takes one for each leaves the choice to whoever runs it.
        if wrong.is_empty() || arches.is_subset(&of_stage) || (first.says == Says::Host && arches.len() < 2) {
            return None;
        }
        let text = &first.word.text;
        let (about, message) = match first.says {
            Says::One(arch) => (wrong.as_slice(), format!("`{text}` is for {arch}, and {} it too", case::get(&wrong))),
            Says::Host => {
                let asked = case::list(case.input.platforms.as_slice());
                (&[][..], format!("`{text}` is of the machine it was compiled on, and goes into the images of {asked}"))
            }
        };
        Some(Diagnostic::new(case, &kinds::HOST_BINARY, Some(start..end), about, message))
    };
    spans.into_iter().filter_map(one).collect()
}

impl Copied {
    fn arch(&self) -> Option<Arch> {
        match self.says {
            Says::One(arch) => Some(arch),
            Says::Host => None,
        }
    }
}

fn says(path: &str) -> Option<Says> {
    let last = path.rsplit('/').next().unwrap_or_default();
    if TEXT.iter().any(|ending| last.ends_with(ending)) || last.starts_with("qemu-") {
        return None;
    }
    let parts: Vec<_> = path.trim_start_matches("./").split('/').collect();
    // Cargo's own folders: `target/release/app`, `target/TRIPLE/release/app`.
    let host = parts.windows(3).any(|parts| matches!(parts, ["target", "release" | "debug", file] if !file.is_empty()));
    only_arch(path).map(Says::One).or_else(|| host.then_some(Says::Host))
}
