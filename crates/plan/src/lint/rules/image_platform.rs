//! AW202: the image, or what it stands on, is not of the platform that is asked for.

use super::{
    official::{namespace_arch, official},
    tag_suffix,
};
use crate::{
    dockerfile::{Base, On},
    lint::{Case, Diagnostic, Fix, arch_word::only_arch, case, kinds},
};
use archwright_model::{Platform, Severity};
use std::{collections::BTreeMap, ops::Range};

/// What makes a build's image another platform's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Cause {
    Builder,
    Fixed(String),
    Namespace(String, String),
    /// The name says so, and nobody here knows.
    Name(String, String),
}

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let mut reasons: BTreeMap<(usize, Cause), Vec<Platform>> = BTreeMap::new();
    for build in &case.builds {
        let Some(image) = build.image() else { continue };
        let root = &build.stages[Case::root(build, image)];
        let of_one = match &root.base {
            Base::Image(name) => namespace_arch(name).filter(|arch| *arch != build.platform.arch()).map(|arch| (name.clone(), arch)),
            Base::Stage(_) | Base::Scratch | Base::Unknown(_) => None,
        };
        let reason = match (root.on, of_one) {
            (On::Builder, _) => Cause::Builder,
            (On::Fixed, _) if root.platform != build.platform => Cause::Fixed(root.platform.to_string()),
            (On::Fixed | On::Target, Some((name, arch))) => Cause::Namespace(name, arch.to_string()),
            (On::Fixed | On::Target, None) => match &root.base {
                Base::Image(name) => match only_arch(name).filter(|arch| *arch != build.platform.arch()) {
                    // Official images have no such names, which is told elsewhere.
                    Some(arch) if official(name).is_none() && !tag_suffix::wrong(name) => Cause::Name(name.clone(), arch.to_string()),
                    Some(_) | None => continue,
                },
                Base::Stage(_) | Base::Scratch | Base::Unknown(_) => continue,
            },
        };
        reasons.entry((root.from, reason)).or_default().push(build.platform);
    }
    reasons.into_iter().map(|((from, reason), platforms)| found(case, from, &reason, &case::distinct(platforms))).collect()
}

fn found(case: &Case<'_>, from: usize, reason: &Cause, wrong: &[Platform]) -> Diagnostic {
    let instruction = &case.dockerfile.instructions[from];
    let flag = instruction.flag("platform").map(|flag| flag.word.span.clone());
    let base = instruction.words().first().map_or(instruction.keyword.span.clone(), |word| word.span.clone());
    // Where another stage is made of it too, the flag may be meant for that.
    let is_image = case.builds.iter().all(|build| build.image().is_some_and(|image| build.stages[image].from == from));
    let whose = if is_image { "the image" } else { "what the image stands on" };
    let (span, message) = match reason {
        Cause::Builder => {
            let all = if wrong.len() > 1 { " whichever platform is asked for" } else { "" };
            (
                flag.clone().unwrap_or(base),
                format!("{whose} is built for the builder's own platform{all}, and listed as {}", case::list(wrong)),
            )
        }
        Cause::Fixed(platform) => {
            (flag.clone().unwrap_or(base), format!("{whose} is always {platform}, and listed as {} too", case::list(wrong)))
        }
        Cause::Name(name, arch) => (base, format!("`{name}` is by its name an image of {arch}, and {} is asked for", case::list(wrong))),
        Cause::Namespace(name, arch) => (base, format!("`{name}` is an image of {arch} only, and {} is asked for", case::list(wrong))),
    };
    let removable = flag.filter(|_| is_image && !matches!(reason, Cause::Namespace(..) | Cause::Name(..)));
    let fix = removable.map(|flag| Fix::replace(with_blank(case, flag), ""));
    let about: &[Platform] = if *reason == Cause::Builder { &[] } else { wrong };
    let found = Diagnostic::new(case, &kinds::IMAGE_PLATFORM, Some(span), about, message).fix(fix);
    match reason {
        Cause::Namespace(name, _) => {
            let plain = name.rsplit('/').next().unwrap_or(name);
            found.remedy(format!("use the image of all platforms: `{plain}`"))
        }
        Cause::Name(..) => {
            let remedy = "use the image of all platforms, if there is one, or put `${TARGETARCH}` into the name".to_owned();
            found.severity(Severity::Warning).remedy(remedy)
        }
        Cause::Builder | Cause::Fixed(_) => found,
    }
}

/// A word with the blanks behind it.
fn with_blank(case: &Case<'_>, span: Range<usize>) -> Range<usize> {
    let rest = case.dockerfile.source.slice(span.end..case.dockerfile.source.text().len());
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    span.start..span.end + blanks
}
