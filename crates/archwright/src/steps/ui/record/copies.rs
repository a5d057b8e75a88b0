//! Replacing the copies of a bundle in the project's folders; nothing of anybody else's is touched.

use super::Record;
use crate::{
    StepError, World,
    steps::ui::{
        is_empty,
        tree::{self, Tree},
    },
};
use archwright_model::ExitKind;
use archwright_plan::ui::BuildUi;
use camino::Utf8Path;
use std::{fs, io};

/// The copies that are on record, and the UI that they are of.
#[derive(Clone, Copy)]
pub(in crate::steps::ui) struct Copies<'a> {
    pub(in crate::steps::ui) record: &'a Record,
    pub(in crate::steps::ui) work: &'a BuildUi,
    pub(in crate::steps::ui) world: &'a World,
}

impl Copies<'_> {
    /// A file of ours that somebody changed since stays as it is, and stops the run.
    ///
    /// What a run wrote before it was cut short is staged, and no change; nor is what the last build wrote, copied by hand.
    pub(in crate::steps::ui) fn refuse_edited(&self) -> Result<(), StepError> {
        let (project, work) = (self.world.project(), self.work);
        let (staged, output) = (project.path(&work.staged), project.path(&work.output));
        let digest_at = |path: &Utf8Path| tree::digest_of(path, self.world.runner().interrupt()).ok();
        let mut edited = Vec::new();
        for ((dir, path), digests) in self.record.ours() {
            let Some(found) = digest_at(&project.path(dir).join(path)) else { continue };
            let is_ours = digests.contains(found.as_str())
                || [&staged, &output].iter().any(|from| digest_at(&from.join(path)).as_ref() == Some(&found));
            if !is_ours {
                edited.push(dir.join(path));
            }
        }
        let Some(first) = edited.first() else { return Ok(()) };
        let more = if edited.len() > 1 { format!(" (and {} more)", edited.len() - 1) } else { String::new() };
        Err(StepError::new(
            ExitKind::HostStep,
            format!("`{first}`{more} was changed since it was copied there from UI `{}`; it is left as it is", work.key),
        )
        .details(edited.iter().skip(1).map(ToString::to_string))
        .hint(format!("make the change in `{}`, where it is built from, then delete `{first}` and run again", work.dir)))
    }

    /// A file that is there is ours if it is on record for that folder, or if it is what we would write.
    pub(in crate::steps::ui) fn refuse_foreign(&self, bundle: &Tree) -> Result<(), StepError> {
        let ours = self.record.ours();
        for dir in super::copies_of(bundle.len() == 0, &self.work.copy_to) {
            let target = self.world.project().path(&dir);
            for (path, digest) in bundle.digests() {
                let file = target.join(&path);
                let is_ours = ours.contains_key(&(dir.as_path(), path.as_path()));
                if is_ours || !file.exists() || fs::read(&file).is_ok_and(|contents| tree::digest(&contents) == digest) {
                    continue;
                }
                return Err(StepError::new(ExitKind::HostStep, format!("`{file}` is there, and not recorded as ours"))
                    .hint(format!("remove `{dir}` once if it is an old copy of the UI, or choose another `copy-to`")));
            }
        }
        Ok(())
    }

    /// Removes the files on record from their folders, then copies the bundle.
    pub(in crate::steps::ui) fn replace(&self, bundle: &Tree) -> Result<(), StepError> {
        for (dir, path) in self.record.ours().into_keys() {
            let target = self.world.project().path(dir);
            remove(&target, &target.join(path)).map_err(|error| StepError::file(dir, &error))?;
        }
        for dir in super::copies_of(bundle.len() == 0, &self.work.copy_to) {
            let target = self.world.project().path(&dir);
            bundle.write_to(&target, self.world.runner().interrupt()).map_err(|error| StepError::file(&target, &error))?;
        }
        Ok(())
    }
}

/// Removes a file, and the folders that became empty, up to and including the copy's own.
fn remove(root: &Utf8Path, file: &Utf8Path) -> io::Result<()> {
    match fs::remove_file(file) {
        // Where a folder never could be made, a file is in its place.
        Err(error) if !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => return Err(error),
        _ => {}
    }
    let mut dir = file.parent();
    while let Some(current) = dir {
        // A folder that is in use or not ours stays.
        if !current.starts_with(root) || !is_empty(current) || fs::remove_dir(current).is_err() {
            break;
        }
        dir = current.parent();
    }
    Ok(())
}
