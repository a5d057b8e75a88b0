//! What files that must carry the project's version say.

use super::version;
use crate::glob;
use archwright_model::{Project, project::VersionSource};
use archwright_plan::Fact;
use camino::{Utf8Path, Utf8PathBuf};
use std::{collections::BTreeMap, fs};

/// Folders of other people's packages, of builds and of histories, in which no pattern looks.
const PASSED_OVER: [&str; 3] = ["node_modules", "target", ".git"];

/// The version at each place; a name that means no file is told under its own.
pub(super) fn observe(project: &Project) -> BTreeMap<String, Fact<String>> {
    let mut found = BTreeMap::new();
    for pattern in &project.same_version_in {
        let files = files(&project.root, pattern);
        if files.is_empty() {
            found.insert(pattern.clone(), Fact::Unknown("there is no such file".into()));
        }
        for file in files {
            found.extend(of_file(project, &file));
        }
    }
    found
}

fn files(root: &Utf8Path, pattern: &str) -> Vec<Utf8PathBuf> {
    if !pattern.contains(['*', '?', '[']) {
        return [Utf8PathBuf::from(pattern)].into_iter().filter(|file| root.join(file).is_file()).collect();
    }
    let mut found = Vec::new();
    below(root, Utf8Path::new(""), pattern, &mut found);
    found.sort();
    found
}

fn below(root: &Utf8Path, folder: &Utf8Path, pattern: &str, found: &mut Vec<Utf8PathBuf>) {
    let Ok(entries) = root.join(folder).read_dir_utf8() else { return };
    for entry in entries.filter_map(Result::ok) {
        let path = folder.join(entry.file_name());
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && !PASSED_OVER.contains(&entry.file_name()) => below(root, &path, pattern, found),
            Ok(kind) if kind.is_file() && glob::takes_in(pattern, path.as_str()) => found.push(path),
            Ok(_) | Err(_) => {}
        }
    }
}

fn of_file(project: &Project, file: &Utf8Path) -> Vec<(String, Fact<String>)> {
    let one =
        |source: VersionSource| vec![(file.to_string(), version::read(&project.root, &source, &Fact::Unknown("nobody asked".into())))];
    match (file.file_name(), file.extension()) {
        (Some("Cargo.toml"), _) => one(VersionSource::Cargo(file.to_owned())),
        (_, Some("json")) => one(VersionSource::PackageJson(file.to_owned())),
        (_, Some("toml")) => vec![(file.to_string(), pyproject(&project.root.join(file)))],
        (_, Some("yaml" | "yml")) => manifest(project, file),
        _ => one(VersionSource::File(file.to_owned())),
    }
}

/// `project.version`, or Poetry's own.
fn pyproject(file: &Utf8Path) -> Fact<String> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => return Fact::Unknown(format!("cannot read it: {error}")),
    };
    let Ok(table) = text.parse::<toml::Table>() else { return Fact::Unknown("it is no TOML".into()) };
    let version = |table: &toml::Value| table.get("version").and_then(toml::Value::as_str).map(str::to_owned);
    let own = table.get("project").and_then(version);
    let poetry = || table.get("tool")?.get("poetry").and_then(version);
    own.or_else(poetry).map_or_else(|| Fact::Unknown("it holds no version".into()), Fact::Known)
}

/// The tags of the project's images in `image:` lines, each at its line. One without a tag, or by digest alone, says no version.
fn manifest(project: &Project, file: &Utf8Path) -> Vec<(String, Fact<String>)> {
    let text = match fs::read_to_string(project.path(file)) {
        Ok(text) => text,
        Err(error) => return vec![(file.to_string(), Fact::Unknown(format!("cannot read it: {error}")))],
    };
    let tags = text.lines().enumerate().filter_map(|(at, line)| Some((at + 1, tag(project, line)?)));
    tags.map(|(line, tag)| (format!("{file}:{line}"), Fact::Known(tag))).collect()
}

fn tag(project: &Project, line: &str) -> Option<String> {
    let line = line.trim_start();
    let value = line.strip_prefix("- ").unwrap_or(line).strip_prefix("image:")?;
    let value = value.split(" #").next()?.trim().trim_matches(['"', '\'']);
    let name = value.split('@').next()?;
    let (repository, tag) = name.rsplit_once(':').filter(|(_, tag)| !tag.contains('/'))?;
    let is_ours = |name: &str| repository == name || repository.ends_with(&format!("/{name}"));
    project.images.iter().any(|image| is_ours(&image.name)).then(|| tag.to_owned())
}

#[cfg(test)]
mod tests {
    use super::observe;
    use archwright_model::{Project, project::Image};
    use archwright_plan::Fact;
    use std::fs;

    #[test]
    fn each_place_by_what_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let root = camino::Utf8Path::from_path(dir.path()).unwrap();
        fs::create_dir_all(root.join("k8s/base")).unwrap();
        fs::create_dir_all(root.join("target")).unwrap();
        for (file, text) in [
            ("VERSION", "1.4.0\n"),
            ("Cargo.toml", "[package]\nname = 'a'\nversion = '1.3.0'\n"),
            ("package.json", "{\"version\": \"1.2.0\"}"),
            ("pyproject.toml", "[tool.poetry]\nversion = '1.1.0'\n"),
            (
                "k8s/base/app.yaml",
                "spec:\n  - image: ghcr.io/acme/app:1.0.0 # ours\n  - image: \"app:v1.4.0@sha256:00\"\n  - image: debian:12\n",
            ),
            ("k8s/none.yaml", "image: ghcr.io/acme/app@sha256:00\nimage: reg:5000/acme/app\n"),
            ("target/left.yaml", "image: app:0.0.1\n"),
        ] {
            fs::write(root.join(file), text).unwrap();
        }
        let mut project = Project::new(root);
        project.images.push(Image::new("app".parse().unwrap(), "Dockerfile"));
        let named = ["VERSION", "Cargo.toml", "package.json", "pyproject.toml", "**/*.yaml", "chart/*.yaml", "gone"];
        project.same_version_in = named.map(str::to_owned).to_vec();
        let found: Vec<_> = observe(&project)
            .into_iter()
            .map(|(place, found)| match found {
                Fact::Known(version) => format!("{place} {version}"),
                Fact::Unknown(why) => format!("{place}: {why}"),
            })
            .collect();
        assert_eq!(
            found,
            [
                "Cargo.toml 1.3.0",
                "VERSION 1.4.0",
                "chart/*.yaml: there is no such file",
                "gone: there is no such file",
                "k8s/base/app.yaml:2 1.0.0",
                "k8s/base/app.yaml:3 v1.4.0",
                "package.json 1.2.0",
                "pyproject.toml 1.1.0",
            ]
        );
    }
}
