//! AW204: `FROM python:3.11-slim-${TARGETARCH}`.

use super::official::official;
use crate::{
    dockerfile::{Base, Evaluated, Reach, Verb},
    lint::{Case, Diagnostic, Fix, arch_word::arch_words, kinds},
};

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (at, instruction) in case.instructions().filter(|(_, instruction)| instruction.verb == Verb::From) {
        let Some(word) = instruction.words().into_iter().next() else { continue };
        let stages = case.builds.iter().filter_map(|build: &Evaluated| build.stages.get(build.steps[at].stage?));
        let images = stages.filter(|stage| stage.reach > Reach::Unused).filter_map(|stage| match &stage.base {
            Base::Image(name) => Some(name.as_str()),
            Base::Stage(_) | Base::Scratch | Base::Unknown(_) => None,
        });
        let named: Vec<_> = images.filter(|image| wrong(image)).collect();
        if let Some(image) = named.first() {
            let message = format!("there is no `{image}`: official images have one tag for all platforms");
            let right = without_arch(&word.text);
            let fix = right.as_ref().map(|right| Fix::replace(word.span.clone(), right.as_str()));
            let remedy = right.map_or_else(
                || kinds::TAG_SUFFIX.remedy.to_owned(),
                |right| format!("use `{right}`: BuildKit chooses the platform's image by itself"),
            );
            found.push(Diagnostic::new(case, &kinds::TAG_SUFFIX, Some(word.span), &[], message).remedy(remedy).fix(fix));
        }
    }
    found
}

/// Whether it is an official image with an architecture at the end of its tag, or one of a namespace that there is not.
pub(super) fn wrong(image: &str) -> bool {
    let suffix = official(image).and_then(|(_, tag)| tag).is_some_and(|tag| {
        arch_words(tag)
            .last()
            .is_some_and(|word| word.span.end == tag.len() && (word.span.start == 0 || tag[..word.span.start].ends_with('-')))
    });
    let namespaces = ["arm64/", "arm/", "aarch64/", "x86_64/", "armv7/"];
    let named = namespaces.iter().any(|namespace| image.strip_prefix(namespace).is_some_and(|rest| !rest.contains('/')));
    suffix || named
}

/// The name as it is written without its architecture, where that is plain to see.
fn without_arch(written: &str) -> Option<String> {
    let variables = ["${TARGETARCH}", "$TARGETARCH"];
    let literal = arch_words(written).pop().filter(|word| word.span.end == written.len()).map(|word| &written[word.span]);
    let arch = variables.into_iter().find(|variable| written.ends_with(variable)).or(literal);
    if let Some(arch) = arch {
        let rest = written.strip_suffix(arch)?;
        return rest.strip_suffix('-').or_else(|| rest.strip_suffix(':')).map(str::to_owned);
    }
    variables.into_iter().find_map(|variable| written.strip_prefix(variable)?.strip_prefix('/')).map(str::to_owned)
}
