//! What targets select beside images: variants that their images have, and what is left out of them.

use crate::{
    Project,
    config::{Problem, path},
    nearest,
    project::{Image, Target},
};

pub(super) fn check(project: &Project) -> Vec<Problem> {
    let mut problems = Vec::new();
    for target in &project.targets {
        let key = format!("target.{}", target.key);
        for (index, name) in target.variants.iter().enumerate().filter(|(_, name)| name.as_str() != "*") {
            let path = path::item(&format!("{key}.variants"), index);
            let images = || project.images.iter().filter(|image| selects(target, image));
            if !images().any(|image| image.variants.iter().any(|variant| variant.is_called(name))) {
                let known: Vec<_> = images().flat_map(|image| &image.variants).map(|variant| variant.key.as_str()).collect();
                let problem = Problem::new(path, format!("`{key}` names the variant `{name}`, which none of its images has"));
                problems.push(advised(problem, name, &known, "variants"));
            }
        }
        for (index, word) in target.except.iter().enumerate() {
            problems.extend(excepted(project, target, word, &path::item(&format!("{key}.except"), index)));
        }
        if let Some(tags) = &target.tags {
            let path = format!("{key}.tags");
            problems.extend(
                tags.value.is_empty().then(|| Problem::new(&path, format!("`{path}` is empty")).hint("leave it out for each image's own")),
            );
            for (index, tag) in tags.value.iter().enumerate().filter(|(_, tag)| project.version.is_none() && tag.uses_version()) {
                let message = format!("tag `{tag}` of `{key}` has no version to take");
                problems.push(Problem::new(path::item(&path, index), message).hint("set `project.version`"));
            }
        }
    }
    problems
}

fn selects(target: &Target, image: &Image) -> bool {
    target.images.is_empty() || target.images.contains(&image.key)
}

fn excepted(project: &Project, target: &Target, word: &str, path: &str) -> Option<Problem> {
    let key = format!("target.{}", target.key);
    let (name, variant) = word.split_once(':').map_or((word, None), |(name, variant)| (name, Some(variant)));
    let Some(image) = project.image(name) else {
        let known: Vec<_> = project.images.iter().map(|image| image.key.as_str()).collect();
        return Some(advised(Problem::new(path, format!("`{key}` leaves out `{name}`, which is no image")), name, &known, "images"));
    };
    if let Some(variant) = variant.filter(|variant| !image.variants.iter().any(|known| known.is_called(variant))) {
        let known: Vec<_> = image.variants.iter().map(|variant| variant.key.as_str()).collect();
        let problem = Problem::new(path, format!("`{key}` leaves out `{word}`, and `image.{name}` has no variant `{variant}`"));
        return Some(advised(problem, variant, &known, "variants"));
    }
    let message = || format!("`{key}` leaves out `{name}`, which is none of its images");
    (!selects(target, image)).then(|| Problem::new(path, message()).hint("leave it out of `except`"))
}

fn advised(problem: Problem, name: &str, known: &[&str], what: &str) -> Problem {
    match nearest(name, known.iter().copied()) {
        Some(near) => problem.did_you_mean(Some(near)),
        None if known.is_empty() => problem.hint(format!("there are no {what}")),
        None => problem.hint(format!("{what}: {}", known.join(", "))),
    }
}
