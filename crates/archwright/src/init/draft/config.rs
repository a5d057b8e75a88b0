//! The text of `archwright.toml`.

use super::{
    Draft, names,
    uis::{self, DraftUi, Output},
};
use crate::init::{DockerImage, Scan};
use archwright_model::{project::VersionSource, reference::Namespace};
use camino::Utf8Path;
use toml::Value;

const HEAD: &str = "# What archwright builds here. `cargo xtask plan` shows what would happen, and where each value comes from.\n";

const UI: &str = "# A web UI is the same on every CPU, so it is built once, on the host.\n";

const CLI: &str = "# A command line is compiled on the host, once for each platform.\n";

const NO_IMAGE: &str = "\
# No Dockerfile was found. Once there is one:
# [image.app]
# dockerfile = \"Dockerfile\"
";

pub(super) fn draft(scan: &Scan, draft: &mut Draft) {
    let mut artifacts = Vec::new();
    let mut tables = vec![HEAD.to_owned(), project(scan)];
    let found = uis::choose(scan);
    tables.extend(uis(&found.drafted, &mut artifacts));
    tables.extend(clis(scan, &mut artifacts));
    tables.extend(images(scan, &artifacts));
    if scan.images.is_empty() {
        draft.note("no Dockerfile was found, and without an image there is nothing to build");
    }
    for from in missing(scan, &artifacts) {
        draft.note(format!(
            "a Dockerfile takes `{from}`, and nothing here was found to be it; add a [{from}] table, or `docker-build` refuses the image"
        ));
    }
    for package in &found.left_out {
        draft.note(format!(
            "`{package}` has a build script, but nothing of a web bundler, and was left out; if it makes a UI, add a [ui.NAME] table with its `dir`"
        ));
    }
    draft.create("archwright.toml", tables.join("\n"));
}

fn project(scan: &Scan) -> String {
    let name = names::slug(&scan.name, "project");
    let mut lines = vec!["[project]".to_owned()];
    let guess = scan.registry.as_deref().filter(|guess| guess.parse::<Namespace>().is_ok());
    let why = if guess.is_some() { "where images are pushed; guessed from the git remote" } else { "where images are pushed" };
    lines.push(noted(&format!("# registry = {}", quoted(guess.unwrap_or("ghcr.io/OWNER"))), why));
    lines.push("platforms = [\"linux/amd64\", \"linux/arm64\"]".into());
    let builder = format!("builder = {}", quoted(&format!("{name}-builder")));
    lines.push(noted(&builder, "made when it is missing; the builder you use otherwise stays selected"));
    lines.push(match &scan.version {
        Some(source) => format!("version = {}", version(source)),
        None => noted("# version = { git-describe = true }", "then `{version}` can stand in tags"),
    });
    lines.join("\n") + "\n"
}

fn version(source: &VersionSource) -> String {
    match source {
        VersionSource::File(path) => format!("{{ file = {} }}", quoted(path.as_str())),
        VersionSource::Cargo(path) => format!("{{ cargo = {} }}", quoted(path.as_str())),
        VersionSource::PackageJson(path) => format!("{{ package-json = {} }}", quoted(path.as_str())),
        VersionSource::GitDescribe => "{ git-describe = true }".into(),
        VersionSource::Literal(text) => quoted(text),
    }
}

fn uis(uis: &[DraftUi], artifacts: &mut Vec<String>) -> Vec<String> {
    let mut tables: Vec<String> = Vec::new();
    for ui in uis {
        let why = if tables.is_empty() { UI } else { "" };
        let (output, comment) = match &ui.output {
            Output::Usual(folder) => (folder.as_str(), "what its build script writes there"),
            Output::Guessed => ("dist", "guessed: check what its build script writes there"),
        };
        let output = noted(&format!("output = {}", quoted(output)), comment);
        tables.push(format!("{why}[ui.{}]\ndir = {}\n{output}\n", ui.key, path(&ui.dir)));
        artifacts.push(format!("ui.{}", ui.key));
    }
    tables
}

/// What Dockerfiles take of ours by name, and the draft does not have.
fn missing(scan: &Scan, artifacts: &[String]) -> Vec<String> {
    let named = scan.images.iter().flat_map(|image| &image.from);
    let ours = named.filter(|from| (from.starts_with("ui.") || from.starts_with("cli.")) && !from.contains('$'));
    let mut missing: Vec<String> = ours.filter(|from| !artifacts.contains(from)).cloned().collect();
    missing.sort();
    missing.dedup();
    missing
}

fn clis(scan: &Scan, artifacts: &mut Vec<String>) -> Vec<String> {
    let mut used = Vec::new();
    let mut tables: Vec<String> = Vec::new();
    let libc = if !scan.images.is_empty() && scan.images.iter().all(has_no_glibc) { "musl" } else { "gnu" };
    for binary in &scan.binaries {
        let key = names::unique(&[names::slug(&binary.name, "cli"), names::slug(binary.manifest.as_str(), "cli")], &used);
        let why = if tables.is_empty() { CLI } else { "" };
        let bin = if binary.one_of_several { format!("bin = {}\n", quoted(&binary.name)) } else { String::new() };
        let libc = noted(&format!("libc = {}", quoted(libc)), "`gnu` for Debian and its like, `musl` for Alpine and scratch");
        tables.push(format!("{why}[cli.{key}]\nmanifest = {}\n{bin}{libc}\n", quoted(binary.manifest.as_str())));
        artifacts.push(format!("cli.{key}"));
        used.push(key);
    }
    tables
}

fn has_no_glibc(image: &DockerImage) -> bool {
    image.base.as_deref().is_some_and(|base| base == "scratch" || base.contains("alpine") || base.contains("distroless/static"))
}

fn images(scan: &Scan, artifacts: &[String]) -> Vec<String> {
    if scan.images.is_empty() {
        return vec![NO_IMAGE.to_owned()];
    }
    let mut used = Vec::new();
    let mut tables: Vec<String> = Vec::new();
    for image in &scan.images {
        let key = names::of_image(&image.dockerfile, &scan.name, &used);
        let (needs, tags) = (needs(image, artifacts), if scan.version.is_some() { r#"["{version}", "latest"]"# } else { r#"["latest"]"# });
        tables.push(format!(
            "[image.{key}]\ndockerfile = {}\ncontext = {}\nname = {}\n{needs}tags = {tags}\n",
            quoted(image.dockerfile.as_str()),
            path(&image.context),
            quoted(&key),
        ));
        used.push(key);
    }
    tables
}

/// The artifacts that a Dockerfile names are needed; the others only may be.
fn needs(image: &DockerImage, artifacts: &[String]) -> String {
    let (named, others): (Vec<_>, Vec<_>) = artifacts.iter().partition(|artifact| image.from.contains(artifact));
    let list = |artifacts: &[&String]| artifacts.iter().map(|artifact| quoted(artifact)).collect::<Vec<_>>().join(", ");
    match (named.as_slice(), others.as_slice()) {
        ([], []) => String::new(),
        ([], others @ [first, ..]) => {
            noted(&format!("# needs = [{}]", list(others)), &format!("named contexts: `COPY --from={first}` in the Dockerfile")) + "\n"
        }
        (named, _) => format!("needs = [{}]\n", list(named)),
    }
}

/// A folder; the repository itself is a dot.
fn path(path: &Utf8Path) -> String {
    quoted(if path.as_str().is_empty() { "." } else { path.as_str() })
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// A line with a comment behind it, the comments of a file below one another.
fn noted(line: &str, why: &str) -> String {
    format!("{line:<44} # {why}")
}
