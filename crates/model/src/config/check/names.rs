//! Keys that stand once, names that registries and builds take, and that there is something to build at all.

use crate::{
    Project, Registry, Repository,
    config::{Problem, path},
    project::Image,
    reference::{Namespace, Namespaces},
};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(project: &Project) -> Vec<Problem> {
    let mut problems = Vec::new();
    if project.images.is_empty() && project.uis.is_empty() && project.clis.is_empty() {
        problems.push(Problem::new("", "there is nothing to build").hint("add an `[image.KEY]`"));
    }
    twice("ui", project.uis.iter().map(|ui| ui.key.as_str()), &mut problems);
    twice("cli", project.clis.iter().map(|cli| cli.key.as_str()), &mut problems);
    twice("image", project.images.iter().map(|image| image.key.as_str()), &mut problems);
    twice("target", project.targets.iter().map(|target| target.key.as_str()), &mut problems);
    for ui in &project.uis {
        variables(&format!("ui.{}.env", ui.key), &ui.env, &mut problems);
    }
    for image in &project.images {
        let key = format!("image.{}", image.key);
        repository(&key, image, project.registry.as_ref().map(|registry| &registry.value), &mut problems);
        variables(&format!("{key}.build-args"), &image.build_args, &mut problems);
        let variants = format!("{key}.variant");
        twice(&variants, image.variants.iter().map(|variant| variant.key.as_str()), &mut problems);
        for variant in &image.variants {
            variables(&format!("{variants}.{}.build-args", variant.key), &variant.build_args, &mut problems);
        }
    }
    for (registry, settings) in &project.registries {
        let key = path::join("registry", registry.host());
        for (index, mirror) in settings.mirrors.iter().enumerate() {
            if let Err(error) = mirror.parse::<Namespace>() {
                let message = format!("mirror of `{registry}`: {}", error.message());
                problems.push(Problem::new(path::item(&format!("{key}.mirrors"), index), message).did_you_mean(error.suggestion()));
            }
        }
    }
    problems
}

fn twice<'a>(table: &str, keys: impl Iterator<Item = &'a str>, problems: &mut Vec<Problem>) {
    let mut seen = BTreeSet::new();
    for key in keys.filter(|key| !seen.insert(*key)) {
        let path = path::join(table, key);
        problems.push(Problem::new(&path, format!("`{path}` is there twice")).hint("give one of them another key"));
    }
}

/// The image's name must do alone, and together with each registry's path.
fn repository(key: &str, image: &Image, registries: Option<&Namespaces>, problems: &mut Vec<Problem>) {
    let alone = Repository::new(Registry::docker_hub(), image.name.clone());
    let each = |alone| registries.into_iter().flat_map(Namespaces::iter).try_fold(alone, |_, registry| registry.repository(&image.name));
    let whole = alone.and_then(each);
    if let Err(error) = whole {
        problems
            .push(Problem::new(format!("{key}.name"), format!("name of `{key}`: {}", error.message())).did_you_mean(error.suggestion()));
    }
}

/// A variable's name ends at the first `=`, and Docker takes no blanks in it.
fn variables(table: &str, variables: &BTreeMap<String, String>, problems: &mut Vec<Problem>) {
    for name in variables.keys() {
        if name.is_empty() || name.contains(|c: char| c == '=' || c.is_whitespace() || c.is_control()) {
            let message = format!("`{table}` has a name that no variable can have: `{}`", name.escape_debug());
            problems.push(Problem::new(path::join(table, name), message).hint("rename it: no `=`, no blanks, not empty"));
        }
    }
}
