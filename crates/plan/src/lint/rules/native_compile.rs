//! AW203 too: a compiler that is told nothing compiles for the platform that its stage runs on, the builder's or a fixed one.

use super::{emulated_compile, fixed_target::VARIABLES, official::namespace_arch};
use crate::{
    dockerfile::{Base, On, Reach, Stage, Verb},
    lint::{
        Case, Diagnostic, case, kinds,
        script::{Command, Condition},
    },
};
use archwright_model::{Platform, platform::Arch};
use std::collections::BTreeMap;

/// What a stage says that compiles for another platform than its own.
const CROSS: [&str; 8] = ["TARGETARCH", "TARGETPLATFORM", "TARGETVARIANT", "xx-", "--target", "zigbuild", "-linux-gnu", "-linux-musl"];

struct Compiled {
    what: String,
    path: String,
    platforms: Vec<Platform>,
    runs: Runs,
}

/// Where a compiler runs, and so what it compiles for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Runs {
    Builder,
    Fixed(Arch),
}

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    if case.arches().len() < 2 {
        return Vec::new();
    }
    let mut all: BTreeMap<(usize, usize), Compiled> = BTreeMap::new();
    for (at, _) in case.instructions() {
        for (place, command) in case.runs(at, Reach::Copied).filter(|(_, command)| command.condition == Condition::Any) {
            let stage = place.stage;
            let of_one = match &place.build.stages[place.step.stage.map_or(0, |stage| Case::root(place.build, stage))].base {
                Base::Image(name) => namespace_arch(name),
                Base::Stage(_) | Base::Scratch | Base::Unknown(_) => None,
            };
            let runs = match (stage.on, of_one) {
                (On::Builder, _) => Runs::Builder,
                (On::Target | On::Fixed, Some(arch)) => Runs::Fixed(arch),
                (On::Fixed, None) => Runs::Fixed(stage.platform.arch()),
                (On::Target, None) => continue,
            };
            if runs == Runs::Fixed(place.build.platform.arch()) {
                continue;
            }
            let Some((what, _)) = emulated_compile::compiles(command).filter(|_| !crosses(case, place, stage)) else { continue };
            let Some(path) = copied(case, place, &products(case, place, command)) else { continue };
            let Some(part) = command.parts.iter().find(|part| part.text.ends_with(command.program())) else { continue };
            let new = || Compiled { what, path, platforms: Vec::new(), runs };
            all.entry((part.span.start, part.span.end)).or_insert_with(new).platforms.push(place.build.platform);
        }
    }
    let one = |((start, end), compiled): ((usize, usize), Compiled)| {
        let platforms = case::distinct(compiled.platforms);
        let Compiled { what, path, runs, .. } = compiled;
        let (whose, about) = match runs {
            Runs::Builder => ("the builder's own platform".to_owned(), &[][..]),
            Runs::Fixed(arch) => (arch.to_string(), platforms.as_slice()),
        };
        let message = format!("`{what}` compiles for {whose}, and `{path}` goes into the image of {}", case::list(&platforms));
        let remedy = match runs {
            Runs::Fixed(_) => "take the fixed platform away, or tell the compiler what to compile for: `ARG TARGETARCH`",
            Runs::Builder => {
                "declare `ARG TARGETARCH` in this stage and tell the compiler: `GOARCH=$TARGETARCH go build`, `cargo build --target …`"
            }
        };
        Diagnostic::new(case, &kinds::FIXED_TARGET, Some(start..end), about, message).remedy(remedy.to_owned())
    };
    all.into_iter().map(one).collect()
}

/// Whether a stage, or what it stands on, speaks of compiling for another platform.
fn crosses(case: &Case<'_>, place: case::At<'_>, stage: &Stage) -> bool {
    let mut open = Some(stage);
    while let Some(stage) = open {
        let speaks = Case::inside(stage).any(|at| {
            let instruction = &case.dockerfile.instructions[at];
            let docs = instruction.heredocs.iter().map(|doc| doc.body.as_str());
            let mut texts = docs.chain([instruction.rest.text()]);
            texts.any(|text| CROSS.iter().chain(&VARIABLES[..7]).any(|word| text.contains(word)))
        });
        if speaks {
            return true;
        }
        open = match stage.base {
            Base::Stage(base) => place.build.stages.get(base),
            Base::Image(_) | Base::Scratch | Base::Unknown(_) => None,
        };
    }
    false
}

/// Where what is compiled lies, by its last names: what `-o` says, where Go and Cargo put it, and where it is copied within the stage.
fn products(case: &Case<'_>, place: case::At<'_>, command: &Command) -> Vec<String> {
    let arguments = command.arguments();
    let output = arguments.windows(2).find(|pair| matches!(pair[0].text.as_str(), "-o" | "--output")).map(|pair| pair[1].text.clone());
    let mut found: Vec<String> = match (command.program(), output) {
        (_, Some(output)) => vec![output],
        ("go", None) => vec!["/go/bin/*".to_owned()],
        ("cargo", None) => vec!["target/release/*".to_owned(), "target/debug/*".to_owned(), "/usr/local/cargo/bin/*".to_owned()],
        (_, None) => Vec::new(),
    };
    for at in Case::inside(place.stage) {
        for (other, moved) in case.runs(at, Reach::Copied).filter(|(other, _)| other.stage.from == place.stage.from) {
            let words: Vec<_> = moved.arguments().iter().filter(|part| !part.text.starts_with('-')).collect();
            if let ("cp" | "mv" | "install", [from, .., to]) = (moved.program(), words.as_slice())
                && other.build.platform == place.build.platform
                && found.iter().any(|product| is_of(&from.text, product))
            {
                found.push(to.text.clone());
            }
        }
    }
    found
}

/// The first product that a stage of the image's platform copies.
fn copied(case: &Case<'_>, place: case::At<'_>, products: &[String]) -> Option<String> {
    let number = place.step.stage?;
    case.instructions().filter(|(_, instruction)| instruction.verb == Verb::Copy).find_map(|(at, instruction)| {
        let into = place.build.steps[at].stage?;
        let target = &place.build.stages[into];
        if target.on != On::Target || target.reach < Reach::Copied {
            return None;
        }
        let from_here = instruction.sources().any(|(name, _)| place.build.named(name, into) == Some(number));
        let mut words = instruction.words();
        words.pop();
        words.into_iter().map(|word| word.text).find(|path| from_here && products.iter().any(|product| is_of(path, product)))
    })
}

/// Whether a path is a product, or the folder that it lies in.
fn is_of(path: &str, product: &str) -> bool {
    let path = path.trim_end_matches("/*").trim_end_matches('/').trim_start_matches("./");
    let product = product.trim_start_matches("./");
    let ends = |long: &str, short: &str| {
        long.strip_suffix(short).is_some_and(|rest| rest.is_empty() || rest.ends_with('/') || short.starts_with('/'))
    };
    let (folder, name) = product.rsplit_once('/').unwrap_or(("", product));
    let above = path.rsplit_once('/').map_or("", |(above, _)| above);
    let is_folder = !folder.is_empty() && ends(path, folder);
    match name {
        "*" => is_folder || (!folder.is_empty() && ends(above, folder)),
        "" => is_folder,
        _ => is_folder || path == product || ends(path, product) || (!path.is_empty() && ends(product, path) && !path.contains('/')),
    }
}
