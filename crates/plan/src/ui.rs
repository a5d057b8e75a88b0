//! *Build UI*: once for all platforms, on the host.

use crate::{Facts, PlanError};
use archwright_model::{
    Command, Project,
    project::{Key, PackageManager, Ui, UiMode},
};
use camino::Utf8PathBuf;
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

impl BuildUi {
    pub(crate) fn new(project: &Project, facts: &Facts, ui: &Ui) -> Result<Self, PlanError> {
        let folder = facts.repository.uis.get(ui.key.as_str());
        let lock = folder.and_then(|folder| folder.lockfile.as_ref());
        let (manager, reason) = match (ui.package_manager, lock) {
            (PackageManager::Auto, Some((file, owner))) => (*owner, format!("{file} is there")),
            (PackageManager::Auto, None) => (PackageManager::Npm, "no lockfile is there".into()),
            (named, _) => (named, "archwright.toml names it".into()),
        };
        let locked = lock.is_some_and(|(_, owner)| *owner == manager);
        let (program, install): (&str, &[&str]) = match (manager, locked) {
            (PackageManager::Npm | PackageManager::Auto, true) => ("npm", &["ci", "--no-audit", "--no-fund"]),
            (PackageManager::Npm | PackageManager::Auto, false) => ("npm", &["install", "--no-audit", "--no-fund"]),
            (PackageManager::Pnpm, true) => ("pnpm", &["install", "--frozen-lockfile"]),
            (PackageManager::Pnpm, false) => ("pnpm", &["install"]),
            (PackageManager::Yarn, true) => ("yarn", &["install", "--immutable"]),
            (PackageManager::Yarn, false) => ("yarn", &["install"]),
        };
        let missing = (ui.mode == UiMode::Build && !facts.tools.has(program)).then(|| program.to_owned());
        if ui.mode == UiMode::Build && facts.repository.missing.contains(&ui.dir) {
            return Err(PlanError::configuration(format!("ui `{}`: folder `{}` is not there", ui.key, project.path(&ui.dir)))
                .hint(format!("fix `dir` in [ui.{}], or set mode = \"disabled\"", ui.key)));
        }
        let build = ui.env.iter().fold(Command::new(program).args(["run", &ui.script]), |command, (name, value)| command.env(name, value));
        Ok(Self {
            key: ui.key.clone(),
            mode: ui.mode,
            install: Command::new(program).args(install.iter().copied()).dir(ui.dir.clone()),
            build: build.dir(ui.dir.clone()),
            reason,
            dir: ui.dir.clone(),
            output: ui.dir.join(&ui.output),
            staged: format!("target/archwright/artifacts/ui.{}", ui.key).into(),
            copy_to: ui.copy_to.clone(),
            record: format!("target/archwright/ui/{}.json", ui.key).into(),
            missing,
        })
    }
}
