//! What is wrong with the builds of a repository, beside its Dockerfiles.

mod arguments;
mod counter;
mod lines;
mod lists;
mod release;
mod variables;
mod versions;

pub(super) use arguments::untaken;
pub(super) use versions::traps as versions;

use super::builds::{ImageBuild, Loads, Publishes};
use archwright_model::{Finding, FindingKind, Platform, Platforms, finding::Position};
use archwright_plan::lint::{given, kinds};
use camino::Utf8Path;
use std::collections::BTreeMap;
use variables::fill;

/// Everything that is found.
pub(super) fn traps(root: &Utf8Path, texts: &BTreeMap<&str, &str>, builds: &[ImageBuild]) -> Vec<Finding> {
    let text = |build: &ImageBuild| texts.get(build.file.as_str()).copied().unwrap_or_default();
    let mut found: Vec<Finding> = builds.iter().flat_map(|build| of_build(root, text(build), build)).collect();
    found.extend(two_sets(builds, &text));
    found.extend(texts.iter().flat_map(|(file, text)| lines::traps(file, text)));
    found.extend(texts.iter().flat_map(|(file, text)| counter::traps(file, text)));
    found.extend(texts.iter().flat_map(|(file, text)| release::traps(file, text, builds)));
    found.extend(lists::traps(texts, builds));
    found
}

fn at(kind: &FindingKind, file: &str, line: usize, message: String) -> Finding {
    let mut finding = kind.at(None, file, message);
    finding.position = Some(Position { line, column: 1 });
    finding
}

fn of_build(root: &Utf8Path, text: &str, build: &ImageBuild) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut tell = |kind: &FindingKind, message: String| found.push(at(kind, &build.file, build.line, message));
    let platforms = build.platforms.as_deref().map(|written| fill(text, written));
    if let (Loads::Yes, Some(platforms)) = (build.loads, &platforms)
        && platforms.parse::<Platforms>().is_ok_and(|platforms| platforms.len() > 1)
    {
        tell(&kinds::LOAD_OF_SEVERAL, format!("`{}` loads {platforms}", build.tool));
    }
    let asked = platforms.as_ref().and_then(|platforms| platforms.parse::<Platforms>().ok());
    for wrong in platforms.iter().flat_map(|platforms| platforms.split(',')).filter_map(unknown_platform) {
        tell(&kinds::UNKNOWN_PLATFORM, wrong);
    }
    for (name, value) in &build.args {
        if let Some(given) = given(name, &fill(text, value), asked.as_ref()) {
            let mut finding = at(&kinds::PLATFORM_ARG_GIVEN, &build.file, build.line, given.message);
            finding.severity = given.severity;
            found.push(finding);
        }
    }
    let mut tell = |kind: &FindingKind, message: String| found.push(at(kind, &build.file, build.line, message));
    for tag in &build.tags {
        let filled = fill(text, tag);
        let name = filled.split_once("://").map_or(filled.as_str(), |(_, name)| name);
        if name.contains("//") || name.starts_with('/') && !name.contains(['$', '{']) {
            let comes = if filled == *tag { String::new() } else { format!(", which comes to `{filled}`") };
            tell(&kinds::EMPTY_PART, format!("`{tag}`{comes} has an empty part"));
        }
    }
    if let Some(reference) = never_written(build) {
        tell(&kinds::CACHE_NEVER_WRITTEN, format!("`{reference}` is read, and this build writes {}", written(build)));
    }
    let plain = build.dockerfile.as_deref().filter(|path| !path.contains(['$', '{', '<', '*']) && *path != "-");
    if let (Some(path), Some(folder)) = (plain, build.folder(root)) {
        let beside = Utf8Path::new(&build.file).parent().unwrap_or_else(|| Utf8Path::new(""));
        let places = [path.into(), beside.join(path), folder.join(path)];
        if !places.iter().any(|place| root.join(place).is_file()) {
            tell(&kinds::NO_DOCKERFILE, format!("there is no `{path}`"));
        }
    }
    found
}

/// What is wrong with a platform whose name is plain.
fn unknown_platform(written: &str) -> Option<String> {
    // What BuildKit knows beside our platforms; a system alone is on the builder's architecture.
    const OTHERS: [&str; 6] = ["local", "wasi", "wasm", "mips", "ppc64", "freebsd"];
    const SYSTEMS: [&str; 2] = ["linux", "windows"];
    let written = written.trim();
    let is_plain = !written.is_empty() && written.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.'));
    let error = written.parse::<Platform>().err()?;
    (is_plain && !SYSTEMS.contains(&written) && !OTHERS.iter().any(|other| written.contains(other))).then(|| error.to_string())
}

/// A cache in a registry that is read under another name than any it is written under.
fn never_written(build: &ImageBuild) -> Option<String> {
    let reference = |cache: &String| {
        let named = cache.split(',').find_map(|part| part.strip_prefix("ref=")).map(str::to_owned);
        named.or_else(|| (!cache.contains("type=")).then(|| cache.clone()))
    };
    let written: Vec<_> = build.cache_to.iter().filter_map(reference).collect();
    let inline = build.cache_to.iter().any(|cache| cache.contains("type=inline"));
    let read: Vec<_> = build.cache_from.iter().filter_map(reference).collect();
    let is_written = |reference: &String| written.contains(reference) || (inline && build.tags.contains(reference));
    // A build that writes none may read what another one writes.
    let missing = !build.cache_to.is_empty() && !read.is_empty() && !read.iter().any(is_written);
    read.into_iter().next().filter(|_| missing)
}

fn written(build: &ImageBuild) -> String {
    build.cache_to.iter().map(|cache| format!("`{cache}`")).collect::<Vec<_>>().join(" and ")
}

/// A tag, filled in, as Docker reads it.
fn named(text: &str, tag: &str) -> String {
    let tag = fill(text, tag);
    let has_tag = tag.rsplit('/').next().is_some_and(|name| name.contains(':'));
    if has_tag { tag } else { format!("{tag}:latest") }
}

/// Whether what a build leaves under a tag is what a `docker push` further on in its file takes.
fn is_pushed_later<'a>(builds: &'a [ImageBuild], at: usize, tag: &str, text: &impl Fn(&ImageBuild) -> &'a str) -> bool {
    let build = &builds[at];
    let behind = builds[at + 1..].iter().take_while(|other| other.file == build.file);
    let mut of_tag = behind.filter(|other| other.tags.iter().any(|other_tag| named(text(other), other_tag) == tag));
    of_tag.next().is_some_and(|next| next.tool == "docker push")
}

/// Tags that two builds push with different platforms.
fn two_sets<'a>(builds: &'a [ImageBuild], text: &impl Fn(&ImageBuild) -> &'a str) -> Vec<Finding> {
    let mut first: BTreeMap<String, (&ImageBuild, Platforms)> = BTreeMap::new();
    let mut found = Vec::new();
    for (at_build, build) in builds.iter().enumerate() {
        let set = build.platforms.as_deref().and_then(|written| fill(text(build), written).parse::<Platforms>().ok());
        let Some(set) = set else { continue };
        let tags = build.tags.iter().map(|tag| named(text(build), tag)).filter(|tag| !tag.contains(['$', '{']));
        for tag in tags.filter(|tag| build.publishes != Publishes::No || is_pushed_later(builds, at_build, tag, text)) {
            match first.get(&tag) {
                None => drop(first.insert(tag, (build, set.clone()))),
                Some((other, platforms)) if platforms.iter().collect::<std::collections::BTreeSet<_>>() != set.iter().collect() => {
                    let message = format!("`{tag}` is {set} here, and {platforms} in {}:{}", other.file, other.line);
                    found.push(at(&kinds::TAG_OF_TWO_SETS, &build.file, build.line, message));
                }
                Some(_) => {}
            }
        }
    }
    found
}
