//! *Build UI*: once for all platforms, on the host.

use crate::{
    Facts, PlanError,
    disk::{self, Disk},
    facts::Yarn,
};
use archwright_model::{
    Command, Project,
    project::{Key, PackageManager, Ui, UiMode},
};
use camino::{Utf8Path, Utf8PathBuf};
use serde::Serialize;

/// A web UI's build.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct BuildUi {
    /// Its key.
    pub key: Key,
    /// What images get.
    pub mode: UiMode,
    /// Installs the packages, as the lockfile has them.
    pub install: Command,
    /// Builds.
    pub build: Command,
    /// Why this package manager.
    pub reason: String,
    /// The UI's folder.
    pub dir: Utf8PathBuf,
    /// What it is built from: a change of any of it builds it anew.
    pub inputs: Inputs,
    /// What the build writes.
    pub output: Utf8PathBuf,
    /// The staged copy that images take as the context `ui.KEY`.
    pub staged: Utf8PathBuf,
    /// Folders that get a copy; only files recorded as ours are removed from them.
    pub copy_to: Vec<Utf8PathBuf>,
    /// Where the input hash and the list of our files are kept.
    pub record: Utf8PathBuf,
    /// What is missing on this machine, if something is.
    pub missing: Option<String>,
}

/// What a bundle depends on beside its commands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Inputs {
    /// Folders, by the content of their files; packages, caches and outputs are left out.
    pub folders: Vec<Utf8PathBuf>,
    /// Files outside of them, by content.
    pub files: Vec<Utf8PathBuf>,
    /// Inherited variables, by value: those of [`INHERITED`] that are set.
    pub variables: Vec<String>,
    /// Programs, by what is installed.
    pub programs: Vec<String>,
}

/// The page of a placeholder: real, so that a server that mounts the folder has something to serve.
pub const PLACEHOLDER: &str = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>No user interface</title>\n<h1>This image was built without its user interface.</h1>\n</html>\n";

/// Variables of the environment that bundlers put in a bundle, by what their documents say; a name that ends in `*` means all
/// that start so: Vite, Create React App, Next.js, Nuxt, `SvelteKit` and Astro, Vue CLI, Gatsby.
pub const INHERITED: [&str; 8] = ["NODE_ENV", "VITE_*", "REACT_APP_*", "NEXT_PUBLIC_*", "NUXT_*", "PUBLIC_*", "VUE_APP_*", "GATSBY_*"];

/// Whether a bundler puts the inherited variable of that name in a bundle.
pub fn is_inherited(name: &str) -> bool {
    INHERITED.iter().any(|pattern| match pattern.strip_suffix('*') {
        Some(prefix) => name.starts_with(prefix),
        None => name == *pattern,
    })
}

impl BuildUi {
    pub(crate) fn new(project: &Project, facts: &Facts, ui: &Ui) -> Result<Self, PlanError> {
        let folder = facts.repository.uis.get(ui.key.as_str());
        let lock = folder.and_then(|folder| folder.lockfile.as_ref());
        let workspace = folder.and_then(|folder| folder.workspace.as_deref());
        let (manager, reason) = match (ui.package_manager, lock) {
            (PackageManager::Auto, Some((file, owner))) => (*owner, format!("{file} is there{}", of_workspace(workspace))),
            (PackageManager::Auto, None) => (PackageManager::Npm, "no lockfile is there".into()),
            (named, _) => (named, "archwright.toml names it".into()),
        };
        let locked = lock.is_some_and(|(_, owner)| *owner == manager);
        let (program, install): (&str, &[&str]) = match (manager, locked) {
            (PackageManager::Npm | PackageManager::Auto, true) => ("npm", &["ci", "--no-audit", "--no-fund"]),
            (PackageManager::Npm | PackageManager::Auto, false) => ("npm", &["install", "--no-audit", "--no-fund"]),
            (PackageManager::Pnpm, true) => ("pnpm", &["install", "--frozen-lockfile"]),
            (PackageManager::Pnpm, false) => ("pnpm", &["install"]),
            (PackageManager::Yarn, true) => ("yarn", frozen(folder.and_then(|folder| folder.yarn))),
            (PackageManager::Yarn, false) => ("yarn", &["install"]),
        };
        let install = Command::new(program).args(install.iter().copied());
        let missing = needed(program).iter().find(|program| ui.mode == UiMode::Build && !facts.tools.has(program));
        disk::first(Disk { project, repository: &facts.repository }.ui(ui))?;
        let build =
            ui.env.iter().fold(Command::new(program).args(["run", &ui.script]), |command, (name, value)| command.named_env(name, value));
        Ok(Self {
            key: ui.key.clone(),
            mode: ui.mode,
            install: match workspace {
                None => install.dir(ui.dir.clone()),
                Some(root) if root.as_str().is_empty() => install,
                Some(root) => install.dir(root),
            },
            build: build.dir(ui.dir.clone()),
            reason,
            dir: ui.dir.clone(),
            inputs: Inputs {
                folders: std::iter::once(&ui.dir).chain(folder.iter().flat_map(|folder| &folder.members)).cloned().collect(),
                files: folder.map(|folder| folder.files.clone()).unwrap_or_default(),
                variables: folder.map(|folder| folder.variables.clone()).unwrap_or_default(),
                programs: vec!["node".into(), program.into()],
            },
            output: ui.dir.join(&ui.output),
            staged: format!("target/archwright/artifacts/ui.{}", ui.key).into(),
            copy_to: ui.copy_to.clone(),
            record: format!("target/archwright/ui/{}.json", ui.key).into(),
            missing: missing.map(|program| (*program).to_owned()),
        })
    }
}

/// The programs that a package manager cannot do without. pnpm may bring its own Node.js.
fn needed(manager: &str) -> &'static [&'static str] {
    match manager {
        "npm" => &["npm", "node"],
        "yarn" => &["yarn", "node"],
        _ => &["pnpm"],
    }
}

/// How Yarn is held to its lockfile. Yarn 1 ignores `--immutable`; the later ones take `--frozen-lockfile` for it, with a warning.
fn frozen(yarn: Option<Yarn>) -> &'static [&'static str] {
    match yarn {
        Some(Yarn::Modern) => &["install", "--immutable"],
        Some(Yarn::Classic) | None => &["install", "--frozen-lockfile"],
    }
}

fn of_workspace(root: Option<&Utf8Path>) -> String {
    match root.map(Utf8Path::as_str) {
        None => String::new(),
        Some("") => ", the workspace's at the project's root".into(),
        Some(root) => format!(", the workspace's at {root}"),
    }
}
