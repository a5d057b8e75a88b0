//! Where the version of a repository stands.

use archwright_model::{Tag, project::VersionSource};
use camino::Utf8Path;
use std::fs;
use toml::{Table, Value};

/// The first source at the root whose version can be a tag: `VERSION`, `Cargo.toml`, `package.json`.
pub(super) fn find(root: &Utf8Path) -> Option<VersionSource> {
    let read = |name: &str| fs::read_to_string(root.join(name)).ok();
    let file = read("VERSION").is_some_and(|text| text.lines().next().is_some_and(|line| is_tag(line.trim())));
    if file {
        return Some(VersionSource::File("VERSION".into()));
    }
    if read("Cargo.toml").and_then(|text| cargo(&text)).is_some_and(|version| is_tag(&version)) {
        return Some(VersionSource::Cargo("Cargo.toml".into()));
    }
    let package: serde_json::Value = serde_json::from_str(&read("package.json")?).ok()?;
    is_tag(package["version"].as_str()?).then(|| VersionSource::PackageJson("package.json".into()))
}

fn cargo(text: &str) -> Option<String> {
    let manifest: Table = text.parse().ok()?;
    let package = manifest.get("package").and_then(|package| package.get("version")).and_then(Value::as_str);
    let workspace = || manifest.get("workspace")?.get("package")?.get("version")?.as_str();
    package.or_else(workspace).map(str::to_owned)
}

fn is_tag(text: &str) -> bool {
    text.parse::<Tag>().is_ok()
}
