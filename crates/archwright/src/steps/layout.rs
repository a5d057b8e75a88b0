//! *Layout*: a proven layout takes the place of the one before, whole or not at all.

mod record;
mod replace;

use super::Ended;
use crate::{StepError, World, execute::State, interrupted::Interrupted};
use archwright_model::ExitKind;
use archwright_plan::publish::WriteLayout;
use camino::Utf8Path;
use replace::{real, replace, settle};
use std::{fs, io};

pub(super) fn run(work: &WriteLayout, world: &World, state: &State) -> Result<Ended, StepError> {
    if !state.lock().proven.contains_key(&work.image) {
        return Err(StepError::new(ExitKind::Bug, format!("image `{}` is not proven", work.image)));
    }
    let (staged, dir) = (world.project().path(&work.staged), world.project().path(&work.dir));
    settle(&real(&dir), |old| record::is_ours(old, &dir, world)).map_err(|error| StepError::file(&dir, &error))?;
    // Somebody may have put something there while it was built.
    claim(&dir, world)?;
    record::note(&dir, &staged, world)?;
    let same = record::index_of(&dir) == record::index_of(&staged);
    // Also if it is the same by its index: what lies there may have been changed below it, and this was proven.
    put(&staged, &dir, world)?;
    state.lock().written(&work.image, work.dir.to_string());
    Ok(if same { Ended::already_so(work.dir.to_string()) } else { Ended::done(work.dir.to_string()) })
}

/// Moves a folder to its place; across file systems a copy beside the place is moved.
fn put(staged: &Utf8Path, dir: &Utf8Path, world: &World) -> Result<(), StepError> {
    let dir = real(dir);
    let failed = |error: io::Error| StepError::file(&dir, &error);
    let parent = dir.parent().unwrap_or(Utf8Path::new("/"));
    fs::create_dir_all(parent).map_err(failed)?;
    match replace(staged, &dir) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            let beside = tempfile::Builder::new().prefix(".archwright-").tempdir_in(parent).map_err(failed)?;
            let copy = Utf8Path::from_path(beside.path()).map(|path| path.join("layout")).unwrap_or_default();
            copy_dir(staged, &copy, world)?;
            replace(&copy, &dir).map_err(failed)
        }
        result => result.map_err(failed),
    }
}

fn copy_dir(from: &Utf8Path, to: &Utf8Path, world: &World) -> Result<(), StepError> {
    let failed = |error: io::Error| StepError::file(to, &error);
    fs::create_dir_all(to).map_err(failed)?;
    for entry in from.read_dir_utf8().map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let target = to.join(entry.file_name());
        Interrupted::check(world.runner().interrupt()).map_err(failed)?;
        if entry.file_type().map_err(failed)?.is_dir() {
            copy_dir(entry.path(), &target, world)?;
        } else {
            fs::copy(entry.path(), &target).map_err(|error| StepError::file(&target, &error))?;
        }
    }
    Ok(())
}

/// A folder that may be written anew: it is missing, empty, or a layout of ours that nobody changed since.
pub(crate) fn claim(dir: &Utf8Path, world: &World) -> Result<(), StepError> {
    let refuse = |why: String| StepError::new(ExitKind::Usage, why).hint("name a new or empty folder with --output oci:DIR");
    let entries = match dir.read_dir_utf8() {
        Ok(entries) => entries.map(|entry| entry.map(|entry| entry.file_name().to_owned())).collect::<Result<Vec<_>, _>>(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => Err(error),
    };
    let entries = entries.map_err(|error| refuse(format!("`{dir}`: {error}")))?;
    let foreign = entries.iter().find(|name| !matches!(name.as_str(), "oci-layout" | "index.json" | "blobs" | "ingest"));
    match foreign {
        Some(name) => Err(refuse(format!("`{dir}` holds `{name}`, which is not part of an OCI layout; it would be lost"))),
        None if entries.is_empty() || dir.starts_with(world.project().state_dir()) || record::is_ours(dir, dir, world) => Ok(()),
        None => {
            Err(refuse(format!("`{dir}` is an OCI layout that this project did not write, or that was changed since; it would be lost")))
        }
    }
}
