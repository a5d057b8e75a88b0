//! What we know of the last build of a UI: its inputs, and the files that are ours.

use super::{
    is_empty,
    tree::{self, Tree},
};
use crate::StepError;
use archwright_model::{ExitKind, Project};
use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fs, io};

/// The record of one UI.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Record {
    /// Digest over all inputs.
    pub(super) inputs: String,
    /// The bundle's files, each with its digest.
    pub(super) files: BTreeMap<Utf8PathBuf, String>,
    /// Folders of the project that have a copy.
    pub(super) copies: Vec<Utf8PathBuf>,
}

impl Record {
    /// The record of the last run; an empty one if there is none.
    pub(super) fn read(file: &Utf8Path) -> Self {
        fs::read_to_string(file).ok().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
    }

    /// Whether the staged bundle is as recorded.
    pub(super) fn is_staged(&self, staged: &Utf8Path) -> bool {
        tree::digests_of(staged, &|_| false).is_ok_and(|found| found == self.files)
    }

    /// Whether these folders, and no others, have a copy as recorded.
    pub(super) fn has_copies(&self, to: &[Utf8PathBuf], project: &Project) -> bool {
        let same = |dir: &Utf8Path| {
            self.files.iter().all(|(path, digest)| fs::read(dir.join(path)).is_ok_and(|contents| tree::digest(&contents) == *digest))
        };
        self.copies == Self::copies_of(self.files.is_empty(), to) && self.copies.iter().all(|dir| same(&project.path(dir)))
    }

    /// The folders that have a copy of a bundle: none of an empty one.
    pub(super) fn copies_of(bundle_is_empty: bool, to: &[Utf8PathBuf]) -> Vec<Utf8PathBuf> {
        if bundle_is_empty { Vec::new() } else { to.to_vec() }
    }

    /// Removes the files of the last bundle from its copies, then copies the new one; nothing of anybody else's is touched.
    pub(super) fn replace_copies(&self, bundle: &Tree, to: &[Utf8PathBuf], project: &Project) -> Result<Vec<Utf8PathBuf>, StepError> {
        let copies = Self::copies_of(bundle.len() == 0, to);
        for dir in &copies {
            self.refuse_foreign(bundle, dir, project)?;
        }
        for dir in &self.copies {
            self.remove_ours(&project.path(dir)).map_err(|error| StepError::file(dir, &error))?;
        }
        for dir in &copies {
            let target = project.path(dir);
            bundle.write_to(&target).map_err(|error| StepError::file(&target, &error))?;
        }
        Ok(copies)
    }

    /// A file that is there is ours if it is on record for that folder, or if it is what we would write.
    fn refuse_foreign(&self, bundle: &Tree, dir: &Utf8Path, project: &Project) -> Result<(), StepError> {
        let target = project.path(dir);
        let recorded = self.copies.iter().any(|copy| copy == dir);
        for (path, digest) in bundle.digests() {
            let ours = recorded && self.files.contains_key(&path);
            let file = target.join(&path);
            if ours || !file.exists() || fs::read(&file).is_ok_and(|contents| tree::digest(&contents) == digest) {
                continue;
            }
            return Err(StepError::new(ExitKind::HostStep, format!("`{file}` is there, and not recorded as ours"))
                .hint(format!("remove `{dir}` once if it is an old copy of the UI, or choose another `copy-to`")));
        }
        Ok(())
    }

    fn remove_ours(&self, dir: &Utf8Path) -> io::Result<()> {
        for path in self.files.keys() {
            let file = dir.join(path);
            match fs::remove_file(&file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => prune(dir, file.parent()),
            }
        }
        Ok(())
    }
}

/// Removes folders that became empty, up to and including the copy's own.
fn prune(root: &Utf8Path, mut dir: Option<&Utf8Path>) {
    while let Some(current) = dir {
        // A folder that is in use or not ours stays.
        if !current.starts_with(root) || !is_empty(current) || fs::remove_dir(current).is_err() {
            return;
        }
        dir = current.parent();
    }
}
