//! Cargo's side of a repository: the root manifest, binaries, configuration.

use super::{
    optional,
    walk::{self, Folder},
};
use crate::init::InitError;
use camino::{Utf8Path, Utf8PathBuf};
use toml::{Table, Value};

/// The `Cargo.toml` at the root.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum CargoRoot {
    /// There is none.
    #[default]
    None,
    /// A package that is no workspace.
    Package,
    /// A workspace.
    Workspace {
        /// Its members, globs as they are written.
        members: Vec<String>,
        /// What it excludes.
        exclude: Vec<String>,
    },
}

/// A binary of a Cargo package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binary {
    /// The package's `Cargo.toml`.
    pub manifest: Utf8PathBuf,
    /// The binary's name.
    pub name: String,
    /// Whether the package has others.
    pub one_of_several: bool,
}

/// Cargo's configuration file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CargoConfig {
    /// `.cargo/config.toml`, or the old `.cargo/config`, which Cargo prefers.
    pub path: Utf8PathBuf,
    /// Its text.
    pub text: String,
    /// Whether it has an alias `xtask`.
    pub has_alias: bool,
}

/// The manifest at the root; one that is no TOML is an error, for nobody knows what it would make of a new package.
pub(super) fn root(root: &Utf8Path) -> Result<CargoRoot, InitError> {
    let Some(text) = optional(root, "Cargo.toml")? else { return Ok(CargoRoot::None) };
    let manifest: Table = text.parse().map_err(|error| InitError::malformed("Cargo.toml", &error))?;
    let Some(workspace) = manifest.get("workspace") else { return Ok(CargoRoot::Package) };
    Ok(CargoRoot::Workspace { members: strings(workspace, "members"), exclude: strings(workspace, "exclude") })
}

/// Cargo's configuration at the root.
pub(super) fn config(root: &Utf8Path) -> Result<Option<CargoConfig>, InitError> {
    for path in [".cargo/config", ".cargo/config.toml"] {
        let Some(text) = optional(root, path)? else { continue };
        let table: Table = text.parse().map_err(|error| InitError::malformed(path, &error))?;
        let has_alias = table.get("alias").is_some_and(|alias| alias.get("xtask").is_some());
        return Ok(Some(CargoConfig { path: path.into(), text, has_alias }));
    }
    Ok(None)
}

/// The binaries of all packages; manifests that cannot be read are left out.
pub(super) fn binaries(root: &Utf8Path, folders: &[Folder]) -> Vec<Binary> {
    let mut found = Vec::new();
    for folder in folders {
        let Some(manifest) = folder.read(root, "Cargo.toml").and_then(|text| text.parse::<Table>().ok()) else { continue };
        let names = names(&manifest, &root.join(&folder.path));
        let one_of_several = names.len() > 1;
        let path = folder.path.join("Cargo.toml");
        found.extend(names.into_iter().map(|name| Binary { manifest: path.clone(), name, one_of_several }));
    }
    found
}

/// The binaries that Cargo would build: those that are declared, and those that it finds by itself.
fn names(manifest: &Table, folder: &Utf8Path) -> Vec<String> {
    let Some(package) = manifest.get("package") else { return Vec::new() };
    let declared = manifest.get("bin").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let text = |bin: &Value, key: &str| bin.get(key).and_then(Value::as_str).map(str::to_owned);
    let mut names: Vec<_> = declared.iter().filter_map(|bin| text(bin, "name")).collect();
    if package.get("autobins").and_then(Value::as_bool) == Some(false) {
        return names;
    }
    let paths: Vec<_> = declared.iter().filter_map(|bin| text(bin, "path")).collect();
    let files = |below: &str| walk::list(&folder.join(below)).map(|(files, _)| files).unwrap_or_default();
    let mut add = |name: String, path: &str| {
        if !paths.iter().any(|other| other == path) && !names.contains(&name) {
            names.push(name);
        }
    };
    let main = folder.join("src/main.rs").is_file();
    if let Some(name) = text(package, "name").filter(|_| main) {
        add(name, "src/main.rs");
    }
    for file in files("src/bin") {
        if let Some(name) = file.strip_suffix(".rs") {
            add(name.to_owned(), &format!("src/bin/{file}"));
        }
    }
    names
}

fn strings(table: &Value, key: &str) -> Vec<String> {
    let items = table.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}
