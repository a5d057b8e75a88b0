//! Verbs: our own, those of images, and those of targets must all differ, and targets select what is there.

use crate::{
    Project,
    config::{Problem, path},
    nearest,
};

/// Our own verbs; no target can be called like one.
pub const VERBS: &[&str] = &[
    "docker-build",
    "docker-build-amd64",
    "docker-build-arm64",
    "docker-build-local",
    "ui-build",
    "cli-build",
    "plan",
    "facts",
    "verify",
    "audit",
    "lint",
    "promote",
    "publish",
    "doctor",
    "builder",
    "generate",
    "init",
    "matrix",
    "merge",
    "report",
    "explain",
    "help",
];

pub(super) fn check(project: &Project) -> Vec<Problem> {
    let mut problems = Vec::new();
    for image in &project.images {
        let verb = format!("docker-build-{}", image.key);
        if VERBS.contains(&verb.as_str()) {
            let message = format!("an image cannot be called `{}`: `{verb}` is another verb", image.key);
            let hint = format!("call it `{}-image` and set `name = \"{}\"`", image.key, image.key);
            problems.push(Problem::new(format!("image.{}", image.key), message).hint(hint));
        }
    }
    for target in &project.targets {
        let key = format!("target.{}", target.key);
        let name = target.key.as_str();
        if VERBS.contains(&name) {
            problems.push(Problem::new(&key, format!("a target cannot be called `{name}`: it is a verb of archwright")).hint(OTHERWISE));
        } else if let Some(image) = name.strip_prefix("docker-build-").filter(|image| project.image(image).is_some()) {
            problems
                .push(Problem::new(&key, format!("a target cannot be called `{name}`: it is the verb of `image.{image}`")).hint(OTHERWISE));
        }
        for (index, image) in target.images.iter().enumerate() {
            let path = path::item(&format!("{key}.images"), index);
            if project.image(image.as_str()).is_none() {
                let near = nearest(image.as_str(), project.images.iter().map(|image| image.key.as_str()));
                let problem = Problem::new(path, format!("`{key}` names `{image}`, which is no image"));
                problems.push(match near {
                    Some(near) => problem.did_you_mean(Some(near)),
                    None => problem.hint(there_are(project)),
                });
            } else if target.images[..index].contains(image) {
                problems.push(Problem::new(path, format!("`{key}` names `{image}` twice")).hint("leave one of them out"));
            }
        }
    }
    problems
}

const OTHERWISE: &str = "give it another key";

/// What a target may name.
fn there_are(project: &Project) -> String {
    let keys: Vec<_> = project.images.iter().map(|image| format!("`{}`", image.key)).collect();
    if keys.is_empty() { "this project has no image".into() } else { format!("there are {}", keys.join(", ")) }
}
