//! Names that BuildKit would stumble over late: of contexts that are not given, and of the build context itself.

use super::dockerfile::{Source, Sources};
use crate::{StepError, World};
use archwright_model::{ExitKind, nearest};
use archwright_plan::bake::{BakeTarget, Build};
use std::fs;

/// Refuses a Dockerfile that takes `cli.typo`: BuildKit would look for an image of that name, minutes later.
pub(crate) fn check(work: &Build, world: &World) -> Result<(), StepError> {
    work.targets.iter().try_for_each(|target| {
        has_a_name_for_buildx(target, world)?;
        let sources = read(target, world);
        let unknown = sources.taken.iter().find(|source| is_ours(&source.name) && !is_given(&source.name, target, &sources));
        unknown.map_or(Ok(()), |source| {
            let message = format!("{}:{}: image `{}` has no context `{}`", target.dockerfile, source.line, target.image, source.name);
            Err(StepError::new(ExitKind::Configuration, message).hint(fix(&source.name, target, &sources, world)))
        })
    })
}

/// buildx sends the last part of the context's path as a gRPC header, which is ASCII (seen with 0.13 and 0.29): `x-docker-expose-session-sharedkey`.
fn has_a_name_for_buildx(target: &BakeTarget, world: &World) -> Result<(), StepError> {
    let dir = world.project().path(&target.context);
    let dir = dir.canonicalize_utf8().unwrap_or(dir);
    let Some(name) = dir.file_name().filter(|name| !name.bytes().all(|byte| (0x20..0x7f).contains(&byte))) else { return Ok(()) };
    let kind = if target.context == "." { ExitKind::Machine } else { ExitKind::Configuration };
    let message = format!("image `{}`: buildx takes no build context whose folder is not named in ASCII: `{dir}`", target.image);
    Err(StepError::new(kind, message).hint(format!("rename the folder `{name}`; those above it may have any name")))
}

/// What mends the name that a line of the Dockerfile takes from, if nothing is given under it and something like it is.
pub(super) fn fix_at(line: u32, target: &BakeTarget, world: &World) -> Option<String> {
    let sources = read(target, world);
    let Source { name, .. } = sources.taken.iter().find(|source| source.line == line)?;
    let near = !is_given(name, target, &sources) && nearest(name, given(target, &sources)).is_some();
    near.then(|| fix(name, target, &sources, world))
}

/// A Dockerfile that cannot be read is BuildKit's to refuse.
fn read(target: &BakeTarget, world: &World) -> Sources {
    fs::read_to_string(world.project().path(&target.dockerfile)).map(|text| Sources::read(&text)).unwrap_or_default()
}

/// Whether a name has the form of a context of ours.
fn is_ours(name: &str) -> bool {
    ["ui.", "cli.", "prebuilt.", "image."].iter().any(|kind| name.starts_with(kind)) && !name.contains(['/', ':', '$'])
}

fn given<'a>(target: &'a BakeTarget, sources: &'a Sources) -> impl Iterator<Item = &'a str> {
    target.contexts.keys().chain(&sources.stages).map(String::as_str)
}

fn is_given(name: &str, target: &BakeTarget, sources: &Sources) -> bool {
    given(target, sources).any(|given| given.eq_ignore_ascii_case(name))
}

fn fix(name: &str, target: &BakeTarget, sources: &Sources, world: &World) -> String {
    let project = world.project();
    let uis = project.uis.iter().map(|ui| format!("ui.{}", ui.key));
    let mut made = uis.chain(project.clis.iter().map(|cli| format!("cli.{}", cli.key)));
    if made.any(|made| made == name) {
        return format!("add \"{name}\" to `needs` in [image.{}]", target.image.image);
    }
    // Whatever is behind the dot: the only context of that kind is meant.
    let kind = |name: &str| name.split_once('.').map(|(kind, _)| kind.to_owned());
    let mut same = given(target, sources).filter(|given| kind(given).is_some() && kind(given) == kind(name));
    let only = same.next().filter(|_| same.next().is_none());
    let near = nearest(name, given(target, sources)).or(only).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    let known: Vec<_> = given(target, sources).collect();
    if known.is_empty() {
        return format!("add what the image takes to `needs` in [image.{}]", target.image.image);
    }
    format!("{near}given: {}", known.join(", "))
}
