//! A UI's folder: its package, its lockfile, and what has a say from outside.

mod workspace;
mod yarn;

use crate::observe::Environment;
use archwright_model::{
    Project,
    project::{PackageManager, Ui},
};
use archwright_plan::{Fact, facts::UiFolder, ui::is_inherited};
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;
use std::{ffi::OsStr, fs};
use workspace::Workspace;

/// Lockfiles, and whose they are.
const LOCKFILES: [(&str, PackageManager); 4] = [
    ("package-lock.json", PackageManager::Npm),
    ("npm-shrinkwrap.json", PackageManager::Npm),
    ("pnpm-lock.yaml", PackageManager::Pnpm),
    ("yarn.lock", PackageManager::Yarn),
];

/// Files above a UI's folder that choose the Node.js that builds it: nvm's, nodenv's, asdf's and mise's.
const VERSION_FILES: [&str; 5] = [".nvmrc", ".node-version", ".tool-versions", "mise.toml", ".mise.toml"];

pub(super) fn observe(project: &Project, ui: &Ui, environment: &Environment) -> UiFolder {
    let dir = project.path(&ui.dir);
    let own = lockfile(&dir);
    // A member with a lockfile of its own is installed by itself: pnpm's `shared-workspace-lockfile=false`.
    let workspace = Workspace::of(&dir);
    let installs = workspace.as_ref().filter(|_| own.is_none());
    let top = workspace.as_ref().map_or(&project.root, |workspace| &workspace.root);
    let above = dir.ancestors().skip(1).take_while(|folder| folder.starts_with(top) || folder.starts_with(&project.root));
    let chosen = above.flat_map(|folder| VERSION_FILES.map(|name| folder.join(name))).filter(|file| file.is_file());
    let mut files: Vec<_> = chosen.chain(workspace.iter().flat_map(Workspace::files)).map(|file| relative(project, &file)).collect();
    files.sort();
    let root = installs.map(|workspace| workspace.root.as_path());
    UiFolder {
        yarn: yarn::observe(&[Some(dir.as_path()), root].into_iter().flatten().collect::<Vec<_>>()),
        lockfile: own.or_else(|| lockfile(root?)),
        scripts: scripts(&dir),
        workspace: root.map(|root| relative(project, root)),
        members: workspace.iter().flat_map(|workspace| workspace.needed_by(&dir)).map(|member| relative(project, &member)).collect(),
        files,
        variables: environment.iter().filter_map(|(name, _)| name.to_str()).filter(|name| is_inherited(name)).map(str::to_owned).collect(),
    }
}

fn lockfile(dir: &Utf8Path) -> Option<(String, PackageManager)> {
    LOCKFILES.into_iter().find(|(name, _)| dir.join(name).exists()).map(|(name, owner)| (name.to_owned(), owner))
}

/// What a `package.json` says; why not, if it cannot be read.
fn package(dir: &Utf8Path) -> Result<Value, String> {
    let file = dir.join("package.json");
    match fs::read_to_string(&file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(format!("`{file}` is not there")),
        Err(error) => Err(format!("cannot read {file}: {error}")),
        // The error's text ends in its place, and a place goes behind the file's name.
        Ok(text) => serde_json::from_str(&text).map_err(|error| {
            let said = error.to_string();
            let what = said.rsplit_once(" at line ").map_or(said.as_str(), |(what, _)| what);
            format!("{file}:{}:{}: {what}", error.line(), error.column())
        }),
    }
}

fn scripts(dir: &Utf8Path) -> Fact<Vec<String>> {
    match package(dir) {
        Err(why) => Fact::Unknown(why),
        Ok(package) => {
            let scripts = package.get("scripts").and_then(Value::as_object);
            Fact::Known(scripts.into_iter().flat_map(|scripts| scripts.keys().cloned()).collect())
        }
    }
}

/// A path as seen from the project, `..` if it lies above.
fn relative(project: &Project, path: &Utf8Path) -> Utf8PathBuf {
    let mut up = Utf8PathBuf::new();
    for folder in project.root.ancestors() {
        if let Ok(rest) = path.strip_prefix(folder) {
            return if rest.as_str().is_empty() { up } else { up.join(rest) };
        }
        up.push("..");
    }
    path.to_owned()
}

/// Whether a file at a workspace's root says how its members are installed or built.
fn has_a_say(name: &OsStr) -> bool {
    const NAMES: [&str; 9] = [
        "package.json",
        "pnpm-workspace.yaml",
        ".npmrc",
        ".yarnrc",
        ".yarnrc.yml",
        ".pnpmfile.cjs",
        ".browserslistrc",
        "turbo.json",
        "nx.json",
    ];
    let Some(name) = name.to_str() else { return false };
    NAMES.contains(&name)
        || LOCKFILES.iter().any(|(lockfile, _)| *lockfile == name)
        || name.starts_with(".env")
        || name.starts_with("tsconfig") && Utf8Path::new(name).extension() == Some("json")
        || [".config.js", ".config.cjs", ".config.mjs", ".config.ts"].iter().any(|end| name.ends_with(end))
}
