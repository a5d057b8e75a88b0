//! AW205: a stage makes the same files for every platform, once for each.

use crate::{
    dockerfile::{Base, On, Reach, Verb, expand},
    lint::{Case, Diagnostic, Fix, kinds, script::Command},
};

/// What a path ends in that holds no machine code.
const NEUTRAL: [&str; 13] =
    ["dist", "build", "out", "public", "static", "assets", "www", "html", "htdocs", "site", "_site", "webroot", "wwwroot"];
const ENDINGS: [&str; 7] = [".jar", ".war", ".html", ".js", ".css", ".wasm", ".map"];

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    if case.arches().len() < 2 {
        return Vec::new();
    }
    let Some(build) = case.builds.first() else { return Vec::new() };
    let mut found = Vec::new();
    for (number, stage) in build.stages.iter().enumerate() {
        // What the image, or a stage with native files, stands on too runs for its platform anyway.
        if stage.on != On::Target || stage.reach != Reach::Copied {
            continue;
        }
        let mut runs = Case::inside(stage).flat_map(|at| case.runs(at, Reach::Copied)).map(|(_, command)| command);
        let Some(tool) = runs.find_map(builds_neutral) else { continue };
        let Some(copied) = copied(case, number).filter(|copied| !copied.is_empty() && copied.iter().all(|path| is_neutral(path))) else {
            continue;
        };
        let from = &case.dockerfile.instructions[stage.from];
        let Some(image) = from.words().into_iter().next() else { continue };
        let alone = matches!(stage.base, Base::Image(_)) && from.flag("platform").is_none();
        let fix = alone.then(|| Fix::replace(image.span.start..image.span.start, "--platform=$BUILDPLATFORM "));
        let name = stage.name.as_ref().map_or_else(|| format!("stage {number}"), |name| format!("stage `{name}`"));
        let message = format!("{name} runs `{tool}` once per platform, and `{}` is the same for each", copied.join("`, `"));
        found.push(Diagnostic::new(case, &kinds::NEUTRAL_STAGE, Some(image.span), &[], message).fix(fix));
    }
    found
}

/// The tool whose output is for every machine.
fn builds_neutral(command: &Command) -> Option<String> {
    let words: Vec<_> = command.arguments().iter().map(|part| part.text.as_str()).filter(|word| !word.starts_with('-')).collect();
    let program = command.program();
    let first = words.first().copied().unwrap_or_default();
    let builds = |word: &&str| {
        word.starts_with("build")
            || matches!(*word, "generate" | "export" | "bundle" | "compile" | "package" | "assemble" | "bootJar" | "install" | "verify")
    };
    let is_neutral = match program {
        "npm" | "yarn" | "pnpm" | "bun" => words.iter().take(3).any(|word| word.starts_with("build") || word.contains(":build")),
        "vite" | "ng" | "trunk" | "mkdocs" | "wasm-pack" | "astro" | "next" | "nuxt" | "webpack" | "ember" | "zola" | "jekyll"
        | "eleventy" => builds(&first) || (program == "webpack"),
        "hugo" | "sphinx-build" | "tsc" | "esbuild" => true,
        "npx" | "pnpx" | "bunx" | "mvn" | "mvnw" | "gradle" | "gradlew" => words.iter().any(builds),
        _ => false,
    };
    is_neutral.then(|| [program].into_iter().chain(words.iter().copied().take(2)).collect::<Vec<_>>().join(" "))
}

/// What is copied from a stage in any build; none if another stage stands on it.
fn copied(case: &Case<'_>, stage: usize) -> Option<Vec<String>> {
    let mut paths: Vec<String> = Vec::new();
    for build in &case.builds {
        if build.stages.iter().any(|other| other.base == Base::Stage(stage) && other.reach > Reach::Unused) {
            return None;
        }
        for (at, instruction) in case.instructions().filter(|(_, instruction)| matches!(instruction.verb, Verb::Copy | Verb::Run)) {
            let Some(into) = build.steps[at].stage.filter(|into| build.stages[*into].reach > Reach::Unused) else { continue };
            if !instruction.sources().any(|(name, _)| build.named(name, into) == Some(stage)) {
                continue;
            }
            // What a `RUN` does with it is not known.
            if instruction.verb == Verb::Run {
                return None;
            }
            let mut words = instruction.words();
            words.pop();
            for word in words {
                let filled =
                    expand(&word.text, case.dockerfile.escape, &build.steps[at].env).map(|expanded| expanded.text).unwrap_or(word.text);
                if !paths.contains(&filled) {
                    paths.push(filled);
                }
            }
        }
    }
    Some(paths)
}

fn is_neutral(path: &str) -> bool {
    let last = path.trim_end_matches(['/', '*', '.']).rsplit('/').next().unwrap_or_default();
    // `ui/dist/app` is part of a bundle.
    let inside = path.split('/').any(|part| part == "dist");
    NEUTRAL.contains(&last) || inside || ENDINGS.iter().any(|ending| last.ends_with(ending))
}
