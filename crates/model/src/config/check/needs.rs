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
            if *need == Need::Image(image.key.clone()) {
                problems.push(Problem::new(path, format!("`{key}` needs itself")));
            } else if !exists(project, need) {
                problems.push(
                    Problem::new(path, format!("`{key}` needs `{need}`, which is not there")).did_you_mean(near(project, image, need)),
                );
            } else if image.needs[..index].contains(need) {
                problems.push(Problem::new(path, format!("`{key}` needs `{need}` twice")));
            }
        }
        // Each circle is told once, at its first image.
        if let Some(circle) = way(project, position, &image.key, position, &mut vec![false; project.images.len()]) {
            let first = circle.first().map_or(0, |step| step.need);
            let names: Vec<_> = circle.iter().map(|step| format!("`image.{}`", project.images[step.image].key)).collect();
            let message = format!("`{key}` needs itself: {} -> `{key}`", names.join(" -> "));
            problems.push(Problem::new(path::item(&format!("{key}.needs"), first), message));
        }
    }
    problems
}

fn exists(project: &Project, need: &Need) -> bool {
    match need {
        Need::Ui(key) => project.ui(key.as_str()).is_some(),
        Need::Cli(key) => project.cli(key.as_str()).is_some(),
        Need::Image(key) => project.image(key.as_str()).is_some(),
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
        let Need::Image(wanted) = wanted else { continue };
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
