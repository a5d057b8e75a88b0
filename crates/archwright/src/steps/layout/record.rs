//! What we left in folders outside the project's state: the digests of their indexes, so that nobody else's layout is replaced.

use crate::{StepError, World, files};
use archwright_oci::digest::sha256;
use camino::{Utf8Path, Utf8PathBuf};
use std::fs;

/// Notes that the staged layout is ours too, before it takes its place: whatever happens then, the layout that is there is on record.
pub(super) fn note(dir: &Utf8Path, staged: &Utf8Path, world: &World) -> Result<(), StepError> {
    let coming = fs::read(staged.join("index.json")).map_err(|error| StepError::file(staged, &error))?;
    let mut ours = vec![sha256(&coming).to_string()];
    ours.extend(index_of(dir).filter(|there| is_noted(there, dir, world)));
    let file = file(dir, world);
    files::write(&file, (ours.join("\n") + "\n").as_bytes()).map_err(|error| StepError::file(&file, &error))
}

/// Whether a layout's index is one that we left in that folder, wherever it lies now.
pub(super) fn is_ours(layout: &Utf8Path, dir: &Utf8Path, world: &World) -> bool {
    index_of(layout).is_some_and(|there| is_noted(&there, dir, world))
}

/// The digest of a layout's `index.json`.
pub(super) fn index_of(dir: &Utf8Path) -> Option<String> {
    // What cannot be read is not ours.
    fs::read(dir.join("index.json")).ok().map(|index| sha256(&index).to_string())
}

fn is_noted(index: &str, dir: &Utf8Path, world: &World) -> bool {
    fs::read_to_string(file(dir, world)).is_ok_and(|ours| ours.lines().any(|line| line == index))
}

/// The folder's path may be longer than a file's name.
fn file(dir: &Utf8Path, world: &World) -> Utf8PathBuf {
    world.project().state_dir().join("layouts").join(sha256(dir.as_str().as_bytes()).hex())
}
