//! Finding and reading the project.

use super::Fault;
use crate::observe::{self, workspace};
use archwright_model::{
    ExitKind, Project,
    config::{self, Place, Problem, Sources},
    project::Member,
};
use archwright_plan::{PlanError, disk};
use camino::{Utf8Path, Utf8PathBuf};

/// The configuration's file name.
pub(super) use workspace::FILE;

/// A project with the files that describe it.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) project: Project,
    sources: Sources,
    /// From where its files are seen.
    from: Utf8PathBuf,
    /// The member of it in whose folder we are, by its folder.
    inside: Option<Utf8PathBuf>,
}

impl Found {
    /// The member of a workspace in whose folder we are.
    pub(super) fn member(&self) -> Option<&Member> {
        self.project.members.iter().find(|member| Some(&member.folder) == self.inside.as_ref())
    }

    /// Where a key is written, if it is.
    pub(super) fn written(&self, key: &str) -> Option<Place> {
        self.sources.written(key)
    }

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
        let place = error.key().and_then(|key| self.sources.place(key));
        let place = place.map(|place| Place { file: shown(&self.project.path(&place.file), &self.from), ..place });
        let fault = Fault::from(error);
        let told = place.as_ref().map_or(fault.clone(), |place| fault.at(place));
        (place, told)
    }
}

/// The project of a folder: the nearest one with a configuration, upwards within its repository, or the workspace above that has it
/// as a member; `None` if there is none.
pub(super) fn find(from: &Utf8Path) -> Result<Option<Found>, Fault> {
    let mut above = within(from).filter(|dir| dir.join(FILE).is_file());
    let Some(nearest) = above.next() else { return Ok(None) };
    let root = above.find(|dir| workspace::takes_in(dir, nearest)).unwrap_or(nearest);
    let sources = workspace::sources(root).map_err(|why| Fault::new(ExitKind::Configuration, why))?;
    // Origins are relative to the project; what is wrong is told as an editor finds it from here.
    let named = |file: &Utf8Path| shown(&root.join(file), from);
    let project = config::read_all(&sources, root, wrong_on_disk).map_err(|error| error.in_files(named))?;
    let inside = nearest.strip_prefix(root).ok().filter(|folder| !folder.as_str().is_empty()).map(Utf8Path::to_owned);
    Ok(Some(Found { project, sources, from: from.to_owned(), inside }))
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
