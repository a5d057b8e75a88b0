//! `[project]`, and the project as a whole.

use super::{artifact, environment, image, registry, target, value::Reader};
use crate::{
    Project, Sourced,
    config::{
        Problem,
        places::Places,
        raw::{Found, Section},
    },
    project::VersionSource,
    reference::Namespaces,
};
use camino::Utf8Path;
use std::collections::HashMap;

/// The project that a raw file describes, and the items whose path in it is not that in the file.
pub(in crate::config) fn project(
    raw: &Section,
    places: &Places<'_>,
    root: &Utf8Path,
    problems: &mut Vec<Problem>,
) -> (Project, HashMap<String, String>) {
    let mut reader = Reader { places, problems, moved: HashMap::new() };
    let mut project = Project::new(root);
    if let Some(section) = raw.section("project") {
        head(section, &mut project, &mut reader);
    }
    project.environment = environment::environment(raw, &mut reader);
    project.registries = registry::settings(raw, &mut reader);
    project.uis = raw.sections("ui").filter_map(|section| artifact::ui(section, &mut reader)).collect();
    project.clis = raw.sections("cli").filter_map(|section| artifact::cli(section, &mut reader)).collect();
    project.images = raw.sections("image").filter_map(|section| image::image(section, &project.platforms, &mut reader)).collect();
    project.limits = super::limits::limits(raw, &mut reader);
    project.targets = raw.sections("target").filter_map(|section| target::target(section, &mut reader)).collect();
    if project.images.is_empty()
        && let Some(defaults) = raw.section("defaults").and_then(|section| section.section("image"))
    {
        // Nobody takes them, and what is wrong with them is told all the same.
        image::image(defaults, &project.platforms, &mut reader);
    }
    (project, reader.moved)
}

fn head(section: &Section, project: &mut Project, reader: &mut Reader<'_>) {
    // A string that is empty means nowhere.
    if let Some(list) = section.list("registry").filter(|list| !matches!(list, [only] if only.value.trim().is_empty())) {
        let origin = reader.origin(&section.path("registry"));
        project.registry = Namespaces::new(reader.parse_all(list)).map(|namespaces| Sourced::new(namespaces, origin));
    }
    if let Some(platforms) = reader.platforms(section) {
        project.platforms = platforms;
    }
    if let Some(Found { key, value }) = section.text("builder") {
        let origin = reader.origin(&key);
        if let Some(builder) = reader.parse(&key, value) {
            project.builder = Sourced::new(builder, origin);
        }
    }
    if let Some(table) = section.section("version") {
        project.same_version_in = reader.texts(table, SAME_IN);
    }
    let key = section.path("version");
    let source = version(section, reader);
    // Tags with a version are right, even if it is not.
    let source = source.or_else(|| reader.told(&key).then_some(VersionSource::GitDescribe));
    project.version = source.map(|source| Sourced::new(source, reader.origin(&key)));
}

/// What stands beside the source of the version.
const SAME_IN: &str = "same-in";

fn version(section: &Section, reader: &mut Reader<'_>) -> Option<VersionSource> {
    if let Some(Found { value, .. }) = section.text("version") {
        return Some(VersionSource::Literal(value.into()));
    }
    let table = section.section("version")?;
    if reader.told(&table.key) {
        return None;
    }
    let sources = table.entries.iter().filter(|(name, _)| name != SAME_IN).count();
    if sources != 1 {
        let message = format!("`{}` takes exactly one source, not {sources}", table.key);
        reader.report(Problem::new(&table.key, message).hint("keep one of `file`, `cargo`, `package-json`, `git-describe` and `literal`"));
        return None;
    }
    if table.flag("git-describe") == Some(false) {
        let key = table.path("git-describe");
        reader.report(Problem::new(&key, format!("`{key}` can only be `true`")).hint("leave `version` out for none"));
        return None;
    }
    let text = |name| table.text(name).map(|found| found.value);
    None.or_else(|| text("file").map(|path| VersionSource::File(path.into())))
        .or_else(|| text("cargo").map(|path| VersionSource::Cargo(path.into())))
        .or_else(|| text("package-json").map(|path| VersionSource::PackageJson(path.into())))
        .or_else(|| text("literal").map(|version| VersionSource::Literal(version.into())))
        .or_else(|| table.flag("git-describe").map(|_| VersionSource::GitDescribe))
}
