//! AW203 too: a compiler that is told nothing compiles for the platform that its stage runs on, the builder's or a fixed one.

use super::{emulated_compile, fixed_target::VARIABLES, official::namespace_arch};
use crate::{
    dockerfile::{Base, On, Reach, Stage},
    lint::{
        Case, Diagnostic, case, kinds,
        script::{Command, Condition},
    },
};
use archwright_model::{Platform, platform::Arch};
use std::collections::{BTreeMap, BTreeSet};

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
    let (speaking, moves) = (speaking(case), moves(case));
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
            let Some((what, _)) = emulated_compile::compiles(command).filter(|_| !crosses(&speaking, place)) else { continue };
            let Some(path) = copied(case, place, &products(place, command, &moves)) else { continue };
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

/// The stages that speak of compiling for another platform, by their `FROM`.
fn speaking(case: &Case<'_>) -> BTreeSet<usize> {
    let stages = case.builds.iter().take(1).flat_map(|build| &build.stages);
    let speaks = |text: &str| CROSS.iter().chain(&VARIABLES[..7]).any(|word| text.contains(word));
    let of_stage = |stage: &&Stage| Case::inside(stage).any(|at| case.dockerfile.instructions[at].texts().any(speaks));
    stages.filter(of_stage).map(|stage| stage.from).collect()
}

/// Whether the stage of an instruction, or what it stands on, is one of these.
fn crosses(speaking: &BTreeSet<usize>, place: case::At<'_>) -> bool {
    let mut open = Some(place.stage);
    while let Some(stage) = open {
        if speaking.contains(&stage.from) {
            return true;
        }
        open = match stage.base {
            Base::Stage(base) => place.build.stages.get(base),
            Base::Image(_) | Base::Scratch | Base::Unknown(_) => None,
        };
    }
    false
}

/// What each stage copies or moves from where to where, by the numbers of the build and of its `FROM`.
type Moves<'a> = BTreeMap<(usize, usize), Vec<(&'a str, &'a str)>>;

fn moves<'a>(case: &'a Case<'_>) -> Moves<'a> {
    let mut moves = Moves::new();
    for (at, _) in case.instructions() {
        for (place, command) in case.runs(at, Reach::Copied).filter(|(_, command)| matches!(command.program(), "cp" | "mv" | "install")) {
            let words: Vec<_> = command.arguments().iter().map(|part| part.text.as_str()).filter(|word| !word.starts_with('-')).collect();
            if let [from, .., to] = words.as_slice() {
                moves.entry((place.number, place.stage.from)).or_default().push((from, to));
            }
        }
    }
    moves
}

/// Where what is compiled lies, by its last names: what `-o` says, where Go and Cargo put it, and where it is copied within the stage.
fn products(place: case::At<'_>, command: &Command, moves: &Moves<'_>) -> Vec<String> {
    let arguments = command.arguments();
    let output = arguments.windows(2).find(|pair| matches!(pair[0].text.as_str(), "-o" | "--output")).map(|pair| pair[1].text.clone());
    let mut found: Vec<String> = match (command.program(), output) {
        (_, Some(output)) => vec![output],
        ("go", None) => vec!["/go/bin/*".to_owned()],
        ("cargo", None) => vec!["target/release/*".to_owned(), "target/debug/*".to_owned(), "/usr/local/cargo/bin/*".to_owned()],
        (_, None) => Vec::new(),
    };
    for (from, to) in moves.get(&(place.number, place.stage.from)).into_iter().flatten() {
        if found.iter().any(|product| is_of(from, product)) {
            found.push((*to).to_owned());
        }
    }
    found
}

/// The first product that a stage of the image's platform copies.
fn copied(case: &Case<'_>, place: case::At<'_>, products: &[String]) -> Option<String> {
    let into_image = |at: usize| {
        let into = place.build.steps[at].stage.map(|into| &place.build.stages[into]);
        into.is_some_and(|into| into.on == On::Target && into.reach >= Reach::Copied)
    };
    let paths = case.copies_from(place).filter(|copy| into_image(copy.at)).flat_map(|copy| &copy.sources);
    paths.map(|word| &word.text).find(|path| products.iter().any(|product| is_of(path, product))).cloned()
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
