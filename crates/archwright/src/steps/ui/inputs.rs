//! What a bundle is built from, as one digest.

use super::tree;
use crate::{StepError, World};
use archwright_model::{Arg, project::UiMode};
use archwright_plan::ui::{BuildUi, is_inherited};
use camino::Utf8Path;
use std::{fmt::Write as _, fs, os::unix::fs::MetadataExt as _};

/// Folders that tools write to while they install and build, in every project that has them.
const MADE: [&str; 16] = [
    "node_modules",
    ".git",
    ".angular",
    ".astro",
    ".cache",
    ".docusaurus",
    ".netlify",
    ".next",
    ".nuxt",
    ".nx",
    ".output",
    ".parcel-cache",
    ".svelte-kit",
    ".turbo",
    ".vercel",
    ".vite",
];

/// The digest over all inputs: commands, sources, settings, variables by value, and the programs that are installed.
pub(super) fn digest(work: &BuildUi, world: &World) -> Result<String, StepError> {
    let mut text = format!("{:?}\n{}\n{}\n{}\n", work.mode, work.output, work.install, work.build);
    if work.mode == UiMode::Build {
        secrets(work, &mut text);
        sources(work, world, &mut text)?;
        variables(world, &mut text);
        programs(work, world, &mut text);
    }
    Ok(tree::digest(text.as_bytes()))
}

/// A command does not print its secrets; a bundle built with others is another.
fn secrets(work: &BuildUi, text: &mut String) {
    for (name, value) in work.build.env.iter().filter(|(_, value)| matches!(value, Arg::Secret(_))) {
        let _ = writeln!(text, "{name} {:?}", value.expose());
    }
}

fn sources(work: &BuildUi, world: &World, text: &mut String) -> Result<(), StepError> {
    let project = world.project();
    // A UI at the project's root has Cargo's and our own files beside it.
    let made: Vec<_> = [&work.output, &"target".into()].into_iter().chain(&work.copy_to).map(|path| project.path(path)).collect();
    let leave_out = |path: &Utf8Path| path.file_name().is_some_and(is_made) || made.iter().any(|made| path == made);
    for folder in &work.inputs.folders {
        let dir = project.path(folder);
        let files = tree::digests_of(&dir, &leave_out, world.runner().interrupt()).map_err(|error| StepError::file(&dir, &error))?;
        for (path, digest) in files {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{folder}/{path} {digest}");
        }
    }
    for file in &work.inputs.files {
        let path = project.path(file);
        let digest = tree::digest_of(&path, world.runner().interrupt()).map_err(|error| StepError::file(&path, &error))?;
        let _ = writeln!(text, "{file} {digest}");
    }
    Ok(())
}

fn is_made(name: &str) -> bool {
    MADE.contains(&name) || name.ends_with(".tsbuildinfo") || name == ".DS_Store" || name == ".eslintcache"
}

/// Those of this machine, whichever the plan saw: facts may come from elsewhere.
fn variables(world: &World, text: &mut String) {
    for (name, value) in world.runner().environment().iter() {
        if name.to_str().is_some_and(is_inherited) {
            let _ = writeln!(text, "${} {}", name.display(), tree::digest(value.as_encoded_bytes()));
        }
    }
}

/// No version is asked for: starting npm takes longer than the rest of an unchanged UI's step.
fn programs(work: &BuildUi, world: &World, text: &mut String) {
    for name in &work.inputs.programs {
        let found = world.runner().environment().which(name, &world.project().root).and_then(|path| path.canonicalize_utf8().ok());
        let Some(path) = found else { continue };
        let _ = write!(text, "{name} {path}");
        if let Ok(file) = fs::metadata(&path) {
            let _ = write!(text, " {} {}", file.len(), file.mtime());
        }
        // npm, pnpm and Yarn start from a script that is the same in every version; their package is not.
        let package =
            path.ancestors().skip(1).take(3).find_map(|dir| tree::digest_of(&dir.join("package.json"), world.runner().interrupt()).ok());
        let _ = writeln!(text, " {}", package.unwrap_or_default());
    }
}
