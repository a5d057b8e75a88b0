//! Stages that are named and are not there.

use crate::{
    dockerfile::{Base, Instruction, Reach, Verb},
    lint::{Case, Diagnostic, case, kinds, rules::official},
};
use archwright_model::{Platform, Severity, nearest};
use std::{collections::BTreeSet, ops::Range};

/// The names of all stages.
fn stage_names<'a>(case: &'a Case<'_>) -> impl Iterator<Item = &'a str> {
    case.builds.first().into_iter().flat_map(|build| &build.stages).filter_map(|stage| stage.name.as_deref())
}

pub(super) fn is_stage(case: &Case<'_>, name: &str) -> bool {
    let all = case.builds.first().map_or(0, |build| build.stages.len());
    name.parse().is_ok_and(|number: usize| number < all) || stage_names(case).any(|stage| stage == name.to_lowercase())
}

/// `; the nearest is …`, if one is near.
pub(super) fn near(case: &Case<'_>, name: &str) -> String {
    nearest(name, stage_names(case)).map(|near| format!("; the nearest is `{near}`")).unwrap_or_default()
}

/// `COPY --from` of the stage itself, or of a number that no stage has.
pub(super) fn circular(case: &Case<'_>, at: usize, instruction: &Instruction) -> Option<(Range<usize>, String)> {
    let build = case.builds.first()?;
    let here = build.steps.get(at)?.stage?;
    let own = build.stages[here].name.as_deref();
    instruction.sources().find_map(|(name, flag)| {
        let number: Option<usize> = name.parse().ok();
        let is_own = number == Some(here) || (own == Some(name.to_lowercase().as_str()) && build.named(name, here).is_none());
        let message = match number {
            _ if is_own => format!("`{name}` is the stage that this stands in"),
            Some(number) if number >= build.stages.len() => format!("there is no stage number {number}"),
            Some(_) | None => return None,
        };
        Some((flag.word.span.clone(), message))
    })
}

/// What has no stage's name is an image's: `FROM base-${TARGETARCH}` without a stage for one of the platforms, or a name mistyped.
pub(super) fn taken_for_images(case: &Case<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (at, instruction) in case.instructions() {
        if instruction.verb == Verb::From {
            found.extend(lacking(case, at, instruction));
        }
        found.extend(mistyped(case, at, instruction));
    }
    found
}

fn lacking(case: &Case<'_>, at: usize, instruction: &Instruction) -> Option<Diagnostic> {
    let word = instruction.words().into_iter().next()?;
    let stages: Vec<_> = case.builds.iter().filter_map(|build| Some((build.platform, build.stages.get(build.steps[at].stage?)?))).collect();
    let wanted = |(platform, name): (Platform, &crate::dockerfile::Stage)| match &name.base {
        Base::Image(image) if name.base_varies && name.reach > Reach::Unused && is_plain(image) => Some((platform, image.clone())),
        Base::Image(_) | Base::Stage(_) | Base::Scratch | Base::Unknown(_) => None,
    };
    let images: Vec<_> = stages.iter().filter_map(|(platform, stage)| wanted((*platform, stage))).collect();
    // Where no platform has a stage of its own, they are all images.
    stages.iter().find(|(_, stage)| matches!(stage.base, Base::Stage(_)))?;
    let names: BTreeSet<_> = images.iter().map(|(_, image)| format!("`{image}`")).collect();
    let platforms = case::distinct(images.iter().map(|(platform, _)| *platform));
    if platforms.is_empty() {
        return None;
    }
    let message = format!(
        "there is no stage {}, which {} needs: BuildKit looks for an image of that name",
        names.into_iter().collect::<Vec<_>>().join(" or "),
        case::list(&platforms)
    );
    let remedy = "write a stage for each platform that is asked for, or do not ask for it".to_owned();
    Some(Diagnostic::new(case, &kinds::REFUSED, Some(word.span), &platforms, message).remedy(remedy))
}

fn mistyped(case: &Case<'_>, at: usize, instruction: &Instruction) -> Option<Diagnostic> {
    let build = case.builds.first()?;
    let here = build.steps[at].stage?;
    let (name, span) = if instruction.verb == Verb::From {
        instruction.words().into_iter().next().map(|word| (word.text, word.span))?
    } else {
        instruction.sources().next().map(|(name, flag)| (name.to_owned(), flag.word.span.clone()))?
    };
    let is_known = name == "scratch" || build.named(&name, here).is_some() || official::is_common(&name);
    if is_known || !is_plain(&name) || name.contains('$') || build.stages[here].reach == Reach::Unused {
        return None;
    }
    // An image that a stage is named after is meant as one: `FROM node AS node1`.
    let stands = |stage: &crate::dockerfile::Stage| matches!(&stage.base, Base::Image(image) if *image == name || image.starts_with(&format!("{name}:")));
    let others = || build.stages.iter().enumerate().filter(|(at, _)| instruction.verb != Verb::From || *at != here);
    if others().any(|(_, stage)| stands(stage)) {
        return None;
    }
    let above = build.stages[..here].iter().filter_map(|stage| stage.name.as_deref());
    let later = build.stages[here + 1..].iter().find(|stage| stage.name.as_deref() == Some(&name.to_lowercase()));
    let hint = match (later, nearest(&name, above)) {
        (Some(stage), _) => format!("that begins on line {} only", case.dockerfile.instructions[stage.from].line),
        (None, Some(near)) => format!("the nearest above is `{near}`"),
        (None, None) => return None,
    };
    let message = format!("there is no stage `{name}` above this, so BuildKit looks for an image of that name; {hint}");
    let remedy = "name a stage that stands above, or give the image its tag".to_owned();
    Some(Diagnostic::new(case, &kinds::REFUSED, Some(span), &[], message).severity(Severity::Warning).remedy(remedy))
}

/// A name that could be a stage's.
fn is_plain(name: &str) -> bool {
    !name.contains(['/', ':', '@', '.'])
}
