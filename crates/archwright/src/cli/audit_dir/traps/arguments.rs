//! Build arguments that the Dockerfile of a build does not declare.

use super::at;
use crate::cli::audit_dir::builds::ImageBuild;
use archwright_model::Finding;
use archwright_plan::{
    dockerfile::Dockerfile,
    lint::{kinds, untaken as undeclared},
};

/// What is told of a build by the Dockerfile that it takes; nothing where that is not certain.
pub(in crate::cli::audit_dir) fn untaken(build: &ImageBuild, recipe: &str, dockerfiles: &[(&str, &str)]) -> Vec<Finding> {
    let [(file, text)] = dockerfiles else { return Vec::new() };
    // Another folder has a Dockerfile of its own, and a target of a bake file may have that of another target.
    let elsewhere = ["cd ", "pushd ", "working-directory"].iter().any(|words| recipe.contains(words)) || build.tool.starts_with("bake");
    let dockerfile = Dockerfile::read(text);
    if dockerfile.is_foreign() || (build.dockerfile.is_none() && elsewhere) {
        return Vec::new();
    }
    let is_plain = |name: &&str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let given = build.args.iter().map(|(name, _)| name.as_str()).filter(is_plain);
    let told = |(name, near): (&str, Option<String>)| {
        let near = near.map(|near| format!("; there is `ARG {near}`")).unwrap_or_default();
        let message = format!("build argument `{name}` is given, and no `ARG` of `{file}` takes it{near}");
        at(&kinds::UNTAKEN_ARG, &build.file, build.line, message)
    };
    undeclared(&dockerfile, given).into_iter().map(told).collect()
}
