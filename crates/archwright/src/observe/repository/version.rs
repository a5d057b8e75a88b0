//! The project's version, from where the project says.

use archwright_model::{Project, project::VersionSource};
use archwright_plan::{Fact, facts::Git};
use camino::Utf8Path;
use std::fs;

pub(super) fn observe(project: &Project, git: &Fact<Git>) -> Fact<String> {
    let Some(version) = &project.version else {
        return Fact::Unknown("the project names no version".into());
    };
    read(&project.root, &version.value, git)
}

/// What a source says, its file below that folder.
pub(crate) fn read(root: &Utf8Path, source: &VersionSource, git: &Fact<Git>) -> Fact<String> {
    match source {
        VersionSource::Literal(text) => Fact::Known(text.clone()),
        VersionSource::GitDescribe => match git {
            Fact::Known(git) => Fact::Known(git.describe.clone()),
            Fact::Unknown(why) => Fact::Unknown(why.clone()),
        },
        VersionSource::File(path) => from_file(root, path, |text| text.lines().next().map(|line| line.trim().to_owned())),
        VersionSource::Cargo(path) => from_file(root, path, cargo),
        VersionSource::PackageJson(path) => from_file(root, path, |text| {
            let json: serde_json::Value = serde_json::from_str(text).ok()?;
            Some(json.get("version")?.as_str()?.to_owned())
        }),
    }
}

fn from_file(root: &Utf8Path, path: &Utf8Path, read: impl Fn(&str) -> Option<String>) -> Fact<String> {
    match fs::read_to_string(root.join(path)) {
        Err(error) => Fact::Unknown(format!("cannot read {path}: {error}")),
        Ok(text) => match read(&text).filter(|version| !version.is_empty()) {
            Some(version) => Fact::Known(version),
            None => Fact::Unknown(format!("{path} holds no version")),
        },
    }
}

/// `package.version`, or `workspace.package.version`.
fn cargo(text: &str) -> Option<String> {
    let manifest: toml::Table = text.parse().ok()?;
    let own = manifest.get("package").and_then(|package| package.get("version")).and_then(toml::Value::as_str);
    let shared = || manifest.get("workspace")?.get("package")?.get("version")?.as_str();
    own.or_else(shared).map(str::to_owned)
}
