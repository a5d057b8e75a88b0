//! What images need is there, and no image needs itself, not even through others.

use crate::{
    Project,
    config::{Problem, path},
    nearest,
    project::{Image, Key, Need},
};

pub(super) fn check(project: &Project) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (position, image) in project.images.iter().enumerate() {
        let key = format!("image.{}", image.key);
        for (index, need) in image.needs.iter().enumerate() {
            let path = path::item(&format!("{key}.needs"), index);
            if need.image() == Some(&image.key) {
                problems.push(Problem::new(path, format!("`{key}` needs itself")).hint("leave it out"));
            } else if let Some(problem) = variant(project, need, &path, &key) {
                problems.push(problem);
            } else if !exists(project, need) {
                let problem = Problem::new(path, format!("`{key}` needs `{need}`, which is not there"));
                problems.push(match near(project, image, need) {
                    Some(near) => problem.did_you_mean(Some(near)),
                    None => problem.hint(format!("add `[{}]`, or leave it out", table(need))),
                });
            } else if image.needs[..index].contains(need) {
                problems.push(Problem::new(path, format!("`{key}` needs `{need}` twice")).hint("leave one of them out"));
            }
        }
        // Each circle is told once, at its first image.
        if let Some(circle) = way(project, position, &image.key, position, &mut vec![false; project.images.len()]) {
            let first = circle.first().map_or(0, |step| step.need);
            let names: Vec<_> = circle.iter().map(|step| format!("`image.{}`", project.images[step.image].key)).collect();
            let message = format!("`{key}` needs itself: {} -> `{key}`", names.join(" -> "));
            let problem = Problem::new(path::item(&format!("{key}.needs"), first), message);
            problems.push(problem.hint("one of them has to do without the next"));
        }
    }
    problems
}

fn exists(project: &Project, need: &Need) -> bool {
    match need {
        Need::Ui(key) => project.ui(key.as_str()).is_some(),
        Need::Cli(key) => project.cli(key.as_str()).is_some(),
        Need::Image(key) | Need::Variant(key, _) => project.image(key.as_str()).is_some(),
    }
}

/// The table that would make it.
fn table(need: &Need) -> String {
    match need {
        Need::Ui(_) | Need::Cli(_) | Need::Image(_) => need.to_string(),
        Need::Variant(image, variant) => format!("image.{image}.variant.{variant}"),
    }
}

/// An image of several flavours is needed in one of them, and in one that it has.
fn variant(project: &Project, need: &Need, path: &str, key: &str) -> Option<Problem> {
    let image = project.image(need.image()?.as_str())?;
    let names: Vec<_> = image.variants.iter().map(|variant| format!("`image.{}:{}`", image.key, variant.key)).collect();
    let hint = format!("name one of {}", names.join(", "));
    let problem = |message: String| Problem::new(path, message);
    match need {
        Need::Variant(_, variant) if names.is_empty() => Some(
            problem(format!("`{key}` needs the variant `{variant}` of `image.{}`, which has none", image.key))
                .did_you_mean(Some(format!("image.{}", image.key))),
        ),
        Need::Variant(_, variant) if !image.variants.iter().any(|known| known.key == *variant) => {
            let near = nearest(variant.as_str(), image.variants.iter().map(|known| known.key.as_str()));
            let problem = problem(format!("`{key}` needs `{need}`, which is not there"));
            Some(match near {
                Some(near) => problem.did_you_mean(Some(format!("image.{}:{near}", image.key))),
                None => problem.hint(hint),
            })
        }
        Need::Image(_) if image.usual_variants().len() > 1 => {
            Some(problem(format!("`{key}` needs `{need}`, which has several variants and no usual one")).hint(hint))
        }
        Need::Ui(_) | Need::Cli(_) | Need::Image(_) | Need::Variant(..) => None,
    }
}

/// The most similar thing that the image could need; the same name of another kind first.
fn near(project: &Project, image: &Image, need: &Need) -> Option<String> {
    let uis = project.uis.iter().map(|ui| Need::Ui(ui.key.clone()));
    let clis = project.clis.iter().map(|cli| Need::Cli(cli.key.clone()));
    let images = project.images.iter().filter(|other| other.key != image.key).map(|other| Need::Image(other.key.clone()));
    let all: Vec<String> = uis.chain(clis).chain(images).map(|need| need.to_string()).collect();
    let name = need.to_string();
    let name = name.split_once('.').map_or(name.as_str(), |(_, name)| name);
    let same = all.iter().find(|other| other.split_once('.').is_some_and(|(_, other)| other == name));
    same.cloned().or_else(|| nearest(&need.to_string(), all.iter().map(String::as_str)).map(Into::into))
}

/// A step on the way: an image, and which of its needs leads on.
struct Step {
    image: usize,
    need: usize,
}

/// A way from an image to another key through images behind `first`, of two steps or more.
fn way(project: &Project, from: usize, to: &Key, first: usize, seen: &mut [bool]) -> Option<Vec<Step>> {
    for (need, wanted) in project.images[from].needs.iter().enumerate() {
        let Some(wanted) = wanted.image() else { continue };
        let step = Step { image: from, need };
        if wanted == to {
            if from != first {
                return Some(vec![step]);
            }
            continue;
        }
        let Some(next) = project.images.iter().position(|image| image.key == *wanted).filter(|next| *next > first) else { continue };
        if !std::mem::replace(&mut seen[next], true)
            && let Some(mut rest) = way(project, next, to, first, seen)
        {
            rest.insert(0, step);
            return Some(rest);
        }
    }
    None
}
