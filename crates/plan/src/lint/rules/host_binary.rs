//! AW209: `COPY target/release/app /usr/bin/`.

use super::{
    named::{Named, Wrong, wrong},
    official::namespace_arch,
};
use crate::{
    dockerfile::{On, Reach, Verb, Word, expand},
    lint::{
        Case, Diagnostic,
        arch_word::{arch_words, is_of_platform_arg, only_arch},
        case, kinds,
    },
};
use archwright_model::platform::Arch;

/// Endings of what is text and runs nowhere.
const TEXT: [&str; 14] =
    [".txt", ".md", ".json", ".yaml", ".yml", ".toml", ".conf", ".list", ".repo", ".lock", ".sh", ".py", ".js", ".sources"];

/// What a path says of the architecture of the file there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    One(Arch),
    /// The same, in a stage that has it on that one only.
    Gone(Arch),
    /// That of the machine it was compiled on.
    Host,
}

type Copied = Named<Says>;

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let mut all: Vec<Copied> = Vec::new();
    for (at, instruction) in case.instructions().filter(|(_, instruction)| matches!(instruction.verb, Verb::Copy | Verb::Add)) {
        let mut words = instruction.words();
        words.pop();
        for place in case.reached(at, Reach::Copied) {
            let from = place.step.stage.unwrap_or_default();
            if let Some((name, flag)) = instruction.sources().next() {
                if let Some(stage) = place.build.named(name, from) {
                    // What a stage of the image's platform holds is for that.
                    all.extend(elsewhere(case, place, stage, &words));
                    continue;
                }
                let of_one = only_arch(name).or_else(|| namespace_arch(name)).filter(|_| !name.contains("qemu"));
                if let Some(arch) = of_one {
                    all.push(copied(place, Says::One(arch), &flag.word));
                    continue;
                }
            }
            for word in words.iter().filter(|word| !is_of_platform_arg(&word.text)) {
                let filled = expand(&word.text, case.dockerfile.escape, &place.step.env).map(|expanded| expanded.text).unwrap_or_default();
                // An address is looked at as a download.
                let says = says(&filled).filter(|_| !filled.contains("://"));
                all.extend(says.map(|says| copied(place, says, word)));
            }
        }
    }
    let is_one_arch = case.arches().len() < 2;
    let one = |Wrong { here, platforms }: Wrong<'_, Says>| {
        let first = here.first()?;
        let text = &first.word;
        let (about, message) = match first.about {
            Says::Host if is_one_arch => return None,
            Says::One(arch) => (platforms.as_slice(), format!("`{text}` is for {arch}, and {} it too", case::get(&platforms))),
            Says::Gone(arch) => {
                let on = case::list(&platforms);
                (
                    platforms.as_slice(),
                    format!("`{text}` is a path of {arch}: the stage has none of that name on {on}, where the build fails"),
                )
            }
            Says::Host => {
                let asked = case::list(case.input.platforms.as_slice());
                (&[][..], format!("`{text}` is of the machine it was compiled on, and goes into the images of {asked}"))
            }
        };
        Some(Diagnostic::new(case, &kinds::HOST_BINARY, Some(first.span.clone()), about, message))
    };
    wrong(case, &all).into_iter().filter_map(one).collect()
}

fn copied(place: case::At<'_>, says: Says, word: &Word) -> Copied {
    let arch = match says {
        Says::One(arch) | Says::Gone(arch) => Some(arch),
        Says::Host => None,
    };
    Named { stage: place.stage.from, arch, platform: place.build.platform, span: word.span.clone(), word: word.text.clone(), about: says }
}

/// `COPY --from=build /usr/lib/x86_64-linux-gnu/libpq.so.5 …`, of a stage that is built for each platform: on the others there is no such
/// path. Where the stage itself speaks of the architecture, what it makes is judged there.
fn elsewhere(case: &Case<'_>, place: case::At<'_>, stage: usize, words: &[Word]) -> Vec<Copied> {
    let from = &place.build.stages[stage];
    if from.on != On::Target || place.stage.on != On::Target {
        return Vec::new();
    }
    let speaks =
        Case::inside(from).chain([from.from]).any(|at| case.dockerfile.instructions[at].texts().any(|text| !arch_words(text).is_empty()));
    let found = words.iter().filter(|word| !speaks && !is_of_platform_arg(&word.text)).filter_map(|word| {
        let filled = expand(&word.text, case.dockerfile.escape, &place.step.env).map(|expanded| expanded.text).unwrap_or_default();
        let arch = only_arch(&filled).filter(|_| !filled.contains("qemu"))?;
        Some(copied(place, Says::Gone(arch), word))
    });
    found.collect()
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
