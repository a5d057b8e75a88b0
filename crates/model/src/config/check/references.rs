//! Every image has tags, and no two of them, nor two variants, share a reference.

use crate::{
    Project,
    config::{Problem, path},
    nearest,
    project::{Image, TagTemplate, Variant},
};
use std::collections::HashMap;

pub(super) fn check(project: &Project) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut claims = Claims::default();
    for image in &project.images {
        tags(project, image, &mut problems);
        write_once(image, &mut problems);
        if image.variants.is_empty() {
            claims.claim(project, image, None, &mut problems);
        }
        for variant in &image.variants {
            suffix(image, variant, &mut problems);
            claims.claim(project, image, Some(variant), &mut problems);
        }
    }
    problems
}

fn tags(project: &Project, image: &Image, problems: &mut Vec<Problem>) {
    let key = format!("image.{}.tags", image.key);
    if image.tags.is_empty() {
        problems.push(Problem::new(&key, format!("`image.{}` has no tag", image.key)).hint("leave `tags` out for `latest`"));
    }
    for (index, tag) in image.tags.iter().enumerate() {
        if image.tags[..index].contains(tag) {
            problems.push(
                Problem::new(path::item(&key, index), format!("`image.{}` has the tag `{tag}` twice", image.key))
                    .hint("leave one of them out"),
            );
        } else if project.version.is_none() && tag.uses_version() {
            let message = format!("tag `{tag}` of `image.{}` has no version to take", image.key);
            problems.push(Problem::new(path::item(&key, index), message).hint("set `project.version`"));
        }
    }
}

/// What never moves must be there to move.
fn write_once(image: &Image, problems: &mut Vec<Problem>) {
    let key = format!("image.{}.write-once", image.key);
    for (index, tag) in image.write_once.iter().enumerate().filter(|(_, tag)| !image.tags.iter().any(|own| own.is_same_tag(tag))) {
        let tags: Vec<_> = image.tags.iter().map(ToString::to_string).collect();
        let near = nearest(&tag.to_string(), tags.iter().map(String::as_str)).map(str::to_owned);
        let problem = Problem::new(path::item(&key, index), format!("`{tag}` is none of the tags of `image.{}`", image.key));
        problems.push(match near {
            Some(near) => problem.did_you_mean(Some(near)),
            None => problem.hint(format!("its tags are {}", tags.join(", "))),
        });
    }
}

/// Any value does for the places of a template here: only the suffix is judged.
fn filled(tag: &TagTemplate, suffix: &str) -> Result<(), String> {
    tag.render(suffix, |_| Some("0".into())).map(|_| ()).map_err(|error| error.to_string())
}

fn suffix(image: &Image, variant: &Variant, problems: &mut Vec<Problem>) {
    let bad = image.tags.iter().any(|tag| filled(tag, "").is_ok() && filled(tag, &variant.suffix).is_err());
    if bad {
        let message = format!("`{}` behind a tag of `image.{}` makes no tag", variant.suffix, image.key);
        let key = format!("image.{}.variant.{}", image.key, variant.key);
        problems.push(Problem::new(format!("{key}.suffix"), message).hint("tags have letters, digits, `_`, `.` and `-`, 128 at most"));
    }
}

/// Who has which reference.
#[derive(Default)]
struct Claims(HashMap<(String, String), String>);

impl Claims {
    fn claim(&mut self, project: &Project, image: &Image, variant: Option<&Variant>, problems: &mut Vec<Problem>) {
        let base = format!("image.{}", image.key);
        let owner = variant.map_or_else(|| base.clone(), |variant| format!("{base}.variant.{}", variant.key));
        let namespace = project.registry.as_ref().map(|registry| registry.value.first());
        let repository = namespace.and_then(|namespace| namespace.repository(&image.name).ok());
        let repository = repository.map_or_else(|| image.name.clone(), |repository| repository.to_string());
        let mut told = Vec::new();
        for (index, tag) in image.tags.iter().enumerate() {
            let tag = format!("{tag}{}", variant.map_or("", |variant| &variant.suffix));
            let reference = format!("{repository}:{tag}");
            let other = self.0.entry((repository.clone(), tag)).or_insert_with(|| owner.clone());
            if *other != owner && !told.contains(other) {
                told.push(other.clone());
                let key = if variant.is_some() { format!("{owner}.suffix") } else { path::item(&format!("{base}.tags"), index) };
                let hint = if variant.is_some() { "give one of them another suffix" } else { "give one of them another `name` or tag" };
                problems.push(Problem::new(key, format!("`{owner}` and `{other}` are both `{reference}`")).hint(hint));
            }
        }
    }
}
