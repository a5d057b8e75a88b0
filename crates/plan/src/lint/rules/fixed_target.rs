//! AW203: a compiler is told one architecture, and what comes of it goes into every image.

mod targets;

use crate::{
    dockerfile::{Reach, Verb, expand},
    lint::{
        Case, Diagnostic,
        arch_word::{is_of_platform_arg, only_arch, stem},
        case, kinds,
        script::Condition,
    },
};
use archwright_model::{Platform, platform::Arch};
use std::{collections::BTreeSet, ops::Range};
pub(super) use targets::{VARIABLES, targets};

struct Told {
    stage: usize,
    arch: Arch,
    platform: Platform,
    span: Range<usize>,
    word: String,
}

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let mut told: Vec<Told> = Vec::new();
    for (at, instruction) in case.instructions() {
        for (place, command) in case.runs(at, Reach::Copied).filter(|(_, command)| command.condition == Condition::Any) {
            let words = targets(command);
            told.extend(words.into_iter().map(|(arch, span, word)| Told {
                stage: place.stage.from,
                arch,
                platform: place.build.platform,
                span,
                word,
            }));
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
                    told.push(Told {
                        stage: place.stage.from,
                        arch,
                        platform: place.build.platform,
                        span,
                        word: format!("{}={filled}", pair.name.text),
                    });
                }
            }
        }
    }
    let spans: BTreeSet<_> = told.iter().map(|told| (told.span.start, told.span.end)).collect();
    let arches = case.arches();
    spans
        .into_iter()
        .filter_map(|(start, end)| {
            let here: Vec<_> = told.iter().filter(|told| told.span == (start..end)).collect();
            let first = here.first()?;
            // A stage that compiles for each of them leaves the choice to whoever copies.
            let stages: BTreeSet<_> = told
                .iter()
                .filter(|other| other.stage == first.stage && stem(&other.word) == stem(&first.word))
                .map(|other| other.arch)
                .collect();
            let wrong = case::distinct(here.iter().filter(|told| told.arch != told.platform.arch()).map(|told| told.platform));
            if wrong.is_empty() || arches.is_subset(&stages) {
                return None;
            }
            let message =
                format!("`{}` is for {} on {} too, and what comes of it goes into the image", first.word, first.arch, case::list(&wrong));
            Some(Diagnostic::new(case, &kinds::FIXED_TARGET, Some(start..end), &wrong, message))
        })
        .collect()
}
