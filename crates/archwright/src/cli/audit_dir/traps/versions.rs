//! Places of one project that name different versions of it.

use super::at;
use archwright_model::Finding;
use archwright_plan::lint::kinds;
use camino::{Utf8Path, Utf8PathBuf};
use std::fs;

/// A version, and where it stands.
struct Place {
    file: Utf8PathBuf,
    line: usize,
    version: String,
}

/// What differs from the `VERSION` file of its folder: the manifests beside it, and the images in Kubernetes manifests below.
pub(in crate::cli::audit_dir) fn traps(root: &Utf8Path, files: &[Utf8PathBuf]) -> Vec<Finding> {
    let read = |file: &Utf8Path| fs::read_to_string(root.join(file)).ok();
    let mut found = Vec::new();
    for file in files.iter().filter(|file| file.file_name() == Some("VERSION")) {
        let folder = file.parent().unwrap_or_else(|| Utf8Path::new(""));
        let Some(version) = read(file).as_deref().map(str::trim).and_then(version) else { continue };
        let mut names = Vec::new();
        let mut places = Vec::new();
        for (name, of_manifest) in MANIFESTS {
            let manifest = folder.join(name);
            let Some(text) = read(&manifest) else { continue };
            let (own, line) = of_manifest(&text);
            names.extend(own);
            places.extend(line.map(|(line, version)| Place { file: manifest, line, version }));
        }
        let below = files.iter().filter(|file| file.starts_with(folder) && matches!(file.extension(), Some("yml" | "yaml")));
        places.extend(below.flat_map(|file| images(file, &read(file).unwrap_or_default(), &names)));
        for place in places.into_iter().filter(|place| place.version != version) {
            let message = format!("`{}` here, and `{version}` in {file}", place.version);
            found.push(at(&kinds::VERSIONS_DIFFER, place.file.as_str(), place.line, message));
        }
    }
    found
}

/// The name in a manifest, and its version with the line.
type Manifest = (Option<String>, Option<(usize, String)>);

/// A reader of one.
type Reader = fn(&str) -> Manifest;

const MANIFESTS: [(&str, Reader); 3] = [("Cargo.toml", toml), ("pyproject.toml", toml), ("package.json", package)];

/// Of `[package]`, `[workspace.package]`, `[project]` or `[tool.poetry]`.
fn toml(text: &str) -> Manifest {
    let mut table = "";
    let (mut name, mut found) = (None, None);
    for (line, words) in (1..).zip(text.lines().map(str::trim)) {
        if let Some(header) = words.strip_prefix('[') {
            table = header.trim_end_matches(']');
        } else if matches!(table, "package" | "workspace.package" | "project" | "tool.poetry")
            && let Some((key, value)) = words.split_once('=')
        {
            let value = value.split(" #").next().unwrap_or_default().trim();
            let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
            match (key.trim(), value) {
                ("name", Some(value)) => name = Some(value.to_owned()),
                ("version", Some(value)) => found = version(value).map(|version| (line, version)),
                _ => {}
            }
        }
    }
    (name, found)
}

/// Of a package.json. One that is private, or has never been given a version, has none of its own.
fn package(text: &str) -> Manifest {
    let Ok(package) = serde_json::from_str::<serde_json::Value>(text) else { return (None, None) };
    let word = |key: &str| package.get(key)?.as_str().map(str::to_owned);
    let is_private = package.get("private").and_then(serde_json::Value::as_bool) == Some(true);
    let line = (1..).zip(text.lines()).find(|(_, line)| line.trim_start().starts_with("\"version\"")).map_or(1, |(line, _)| line);
    let own = word("version").filter(|version| !is_private && version != "0.0.0");
    (word("name"), own.and_then(|own| Some((line, version(&own)?))))
}

/// Images of that name in a Kubernetes manifest, whose tag is a version.
fn images(file: &Utf8Path, text: &str, names: &[String]) -> Vec<Place> {
    if !text.lines().any(|line| line.starts_with("kind:")) {
        return Vec::new();
    }
    let image = |(line, words): (usize, &str)| {
        let reference = words.trim().trim_start_matches("- ").strip_prefix("image:")?.trim().trim_matches(['"', '\'']);
        let (repository, tag) = reference.split('@').next()?.rsplit_once(':')?;
        let name = repository.rsplit('/').next()?;
        let version = names.iter().any(|own| own == name).then(|| version(tag))??;
        Some(Place { file: file.to_owned(), line, version })
    };
    (1..).zip(text.lines()).filter_map(image).collect()
}

/// A whole version, without its `v`.
fn version(text: &str) -> Option<String> {
    let bare = text.strip_prefix('v').unwrap_or(text);
    let parts = bare.split(['-', '+']).next()?.split('.');
    let is_whole = parts.clone().count() == 3 && parts.clone().all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()));
    is_whole.then(|| bare.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{images, package, toml, version};

    #[test]
    fn versions_where_they_stand() {
        assert_eq!(version("v1.2.3-rc.1").as_deref(), Some("1.2.3-rc.1"));
        assert!(["1.2", "latest", "1.2.x", ""].iter().all(|text| version(text).is_none()));
        let cargo = "[package]\nname = \"app\" # x\nversion = \"0.2.0\"\n[dependencies]\nversion = \"9.9.9\"\n";
        assert_eq!(toml(cargo), (Some("app".into()), Some((3, "0.2.0".into()))));
        assert_eq!(toml("[package]\nversion.workspace = true\n"), (None, None));
        assert_eq!(package("{\n  \"name\": \"app\",\n  \"version\": \"0.3.0\"\n}"), (Some("app".into()), Some((3, "0.3.0".into()))));
        assert_eq!(package("{\"version\": \"0.3.0\", \"private\": true}"), (None, None));
        let manifest = "kind: DaemonSet\nspec:\n  - image: reg.io/x/app:0.4.0\n  - image: reg.io/x/other:1.0.0\n  - image: app:latest\n";
        let found = images("k8s/d.yaml".into(), manifest, &["app".into()]);
        assert_eq!(found.iter().map(|place| (place.line, place.version.as_str())).collect::<Vec<_>>(), [(3, "0.4.0")]);
    }
}
