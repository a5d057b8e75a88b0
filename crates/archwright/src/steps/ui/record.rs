//! What we know of the last build of a UI: its inputs, and the files that are ours.

use super::{
    is_empty,
    tree::{self, Tree},
};
use crate::StepError;
use archwright_model::{ExitKind, Project};
use archwright_plan::ui::BuildUi;
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

    /// A file of ours that somebody changed since stays as it is, and stops the run.
    ///
    /// What a run wrote before it was cut short is staged, and no change; nor is what the last build wrote, copied by hand.
    pub(super) fn refuse_edited(&self, work: &BuildUi, project: &Project) -> Result<(), StepError> {
        let (staged, output) = (project.path(&work.staged), project.path(&work.output));
        let digest_at = |path: &Utf8Path| tree::digest_of(path).ok();
        let edited = |dir: &Utf8Path, path: &Utf8Path, digest: &String| {
            let found = digest_at(&project.path(dir).join(path))?;
            let ours = found == *digest || [&staged, &output].iter().any(|from| digest_at(&from.join(path)).as_ref() == Some(&found));
            (!ours).then(|| dir.join(path))
        };
        let all = self.copies.iter().flat_map(|dir| self.files.iter().filter_map(|(path, digest)| edited(dir, path, digest)));
        let all: Vec<_> = all.collect();
        let Some(first) = all.first() else { return Ok(()) };
        let more = if all.len() > 1 { format!(" (and {} more)", all.len() - 1) } else { String::new() };
        Err(StepError::new(
            ExitKind::HostStep,
            format!("`{first}`{more} was changed since it was copied there from UI `{}`; it is left as it is", work.key),
        )
        .details(all.iter().skip(1).map(ToString::to_string))
        .hint(format!("make the change in `{}`, where it is built from, then delete `{first}` and run again", work.dir)))
    }

    /// Removes the files of the last bundle from its copies, then copies the new one; nothing of anybody else's is touched.
    pub(super) fn replace_copies(&self, bundle: &Tree, work: &BuildUi, project: &Project) -> Result<Vec<Utf8PathBuf>, StepError> {
        // The build took its time, and the user went on working.
        self.refuse_edited(work, project)?;
        let copies = Self::copies_of(bundle.len() == 0, &work.copy_to);
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
