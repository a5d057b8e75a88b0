//! AW203: a compiler is told one architecture, and what comes of it goes into every image.

mod targets;

use super::named::{Named, Wrong, wrong};
use crate::{
    dockerfile::{Reach, Verb, expand},
    lint::{
        Case, Diagnostic,
        arch_word::{is_of_platform_arg, only_arch},
        case, kinds,
        script::Condition,
    },
};
use archwright_model::platform::Arch;
use std::ops::Range;
pub(super) use targets::{VARIABLES, targets};

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let mut all: Vec<Named<()>> = Vec::new();
    for (at, instruction) in case.instructions() {
        for (place, command) in case.runs(at, Reach::Copied).filter(|(_, command)| command.condition == Condition::Any) {
            let words = targets(command);
            all.extend(words.into_iter().map(|(arch, span, word)| named(place, arch, span, word)));
        }
        // An `ARG` is a variable of every `RUN` behind it.
        if matches!(instruction.verb, Verb::Env | Verb::Arg) {
            for place in case.reached(at, Reach::Copied) {
                for pair in instruction.pairs().into_iter().filter(|pair| VARIABLES.contains(&pair.name.text.as_str())) {
                    let Some(value) = pair.value else { continue };
                    let filled =
                        expand(&value.text, case.dockerfile.escape, &place.step.env).map(|expanded| expanded.text).unwrap_or_default();
                    let Some(arch) = only_arch(&filled).filter(|_| !is_of_platform_arg(&value.text)) else { continue };
                    let span = pair.name.span.start..value.span.end;
                    all.push(named(place, arch, span, format!("{}={filled}", pair.name.text)));
                }
            }
        }
    }
    let one = |Wrong { here, platforms }: Wrong<'_, ()>| {
        let first = here.first()?;
        let (word, arch, on) = (&first.word, first.arch?, case::list(&platforms));
        let message = format!("`{word}` is for {arch} on {on} too, and what comes of it goes into the image");
        Some(Diagnostic::new(case, &kinds::FIXED_TARGET, Some(first.span.clone()), &platforms, message))
    };
    wrong(case, &all).into_iter().filter_map(one).collect()
}

fn named(place: case::At<'_>, arch: Arch, span: Range<usize>, word: String) -> Named<()> {
    Named { stage: place.stage.from, arch: Some(arch), platform: place.build.platform, span, word, about: () }
}
