//! Finding and reading the project.

use super::Fault;
use crate::observe;
use archwright_model::{
    ExitKind, Project,
    config::{self, Place, Problem},
};
use archwright_plan::{PlanError, disk};
use camino::{Utf8Path, Utf8PathBuf};
use std::fs;

/// The configuration's file name.
pub(super) const FILE: &str = "archwright.toml";

/// A project with the text that describes it.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) project: Project,
    text: String,
    file: Utf8PathBuf,
}

impl Found {
    /// A fault about a key, with the place where the key stands.
    pub(super) fn place(&self, error: PlanError) -> Fault {
        self.placed(error).1
    }

    /// Several, in the order of the file.
    pub(super) fn places(&self, errors: Vec<PlanError>) -> Option<Fault> {
        let mut placed: Vec<_> = errors.into_iter().map(|error| self.placed(error)).collect();
        placed.sort_by(|(a, _), (b, _)| a.cmp(b));
        Fault::all(placed.into_iter().map(|(_, fault)| fault))
    }

    fn placed(&self, error: PlanError) -> (Option<Place>, Fault) {
        let place = error.key().and_then(|key| config::place(&self.text, &self.file, key));
        let fault = Fault::from(error);
        let told = place.as_ref().map_or(fault.clone(), |place| fault.at(place));
        (place, told)
    }
}

/// The project of a folder: the nearest one with a configuration, upwards within its repository; `None` if there is none.
pub(super) fn find(from: &Utf8Path) -> Result<Option<Found>, Fault> {
    let Some(root) = within(from).find(|dir| dir.join(FILE).is_file()) else { return Ok(None) };
    let file = root.join(FILE);
    let text = fs::read(&file).map_err(|error| Fault::new(ExitKind::Configuration, format!("cannot read {file}: {error}")))?;
    let text = String::from_utf8(text).map_err(|error| {
        let line = text_line(error.as_bytes(), error.utf8_error().valid_up_to());
        Fault::new(ExitKind::Configuration, format!("{file}:{line}: the file is not UTF-8"))
    })?;
    // Origins are relative to the project; what is wrong is told as an editor finds it from here.
    let shown = shown(&file, from);
    let project = config::read_with(&text, Utf8Path::new(FILE), root, wrong_on_disk).map_err(|error| error.in_file(&shown))?;
    Ok(Some(Found { project, text, file: shown }))
}

/// What a file that is wrong in other ways too names and is not there, in the words of the plan.
fn wrong_on_disk(project: &Project) -> Vec<Problem> {
    let wrong = disk::wrong(project, &observe::paths(project)).into_iter();
    let problem = |error: PlanError| Problem {
        place: None,
        key: error.key().unwrap_or_default().to_owned(),
        message: error.to_string(),
        hint: error.fix().map(str::to_owned),
    };
    wrong.map(problem).collect()
}

/// A folder and those above it, up to the root of its git repository: what lies above that is another project.
fn within(from: &Utf8Path) -> impl Iterator<Item = &Utf8Path> {
    let depth = from.ancestors().position(|dir| dir.join(".git").exists());
    from.ancestors().take(depth.map_or(usize::MAX, |depth| depth + 1))
}

/// Where nothing was found, in words.
pub(super) fn nowhere(from: &Utf8Path) -> String {
    let top = from.ancestors().find(|dir| dir.join(".git").exists());
    match top {
        Some(top) if top == from => format!("no {FILE} in {from}, the root of its git repository"),
        Some(top) => format!("no {FILE} in {from} or above it in the git repository {top}"),
        None => format!("no {FILE} in {from} or above"),
    }
}

/// The file as seen from the current folder, for messages that an editor can jump to.
fn shown(file: &Utf8Path, from: &Utf8Path) -> Utf8PathBuf {
    file.strip_prefix(from).map_or_else(|_| file.to_owned(), Utf8Path::to_owned)
}

fn text_line(bytes: &[u8], offset: usize) -> usize {
    bytes.iter().take(offset).filter(|byte| **byte == b'\n').count() + 1
}
