//! A workspace: the files of its root and its members, read as one project.
//!
//! Keys are unique over all files, so that one table has room for them and a key alone tells its file. Paths are meant from the
//! folder of the file that they stand in; [`place`] makes them the project's.

mod join;
pub(super) mod place;

pub(super) use join::join;

use super::{Place, Problem, places::Places, raw::Section, shape, syntax};
use camino::{Utf8Path, Utf8PathBuf};

/// The tables that a member may have; the others say how the workspace as a whole is built.
const OF_MEMBERS: [&str; 4] = ["ui", "cli", "image", "target"];

/// A file, and what stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its path, relative to the project: `services/api/archwright.toml`.
    pub file: Utf8PathBuf,
    /// Its text.
    pub text: String,
}

/// The files that describe a project: one, or those of a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sources {
    root: Source,
    members: Vec<Source>,
    problems: Vec<Problem>,
}

impl Sources {
    /// A single file.
    pub fn new(file: impl Into<Utf8PathBuf>, text: impl Into<String>) -> Self {
        Self { root: Source { file: file.into(), text: text.into() }, members: Vec::new(), problems: Vec::new() }
    }

    /// What its `[workspace]` names, each with its key: folders, in which `*`, `?` and `**` may stand for names. Empty if it is none.
    ///
    /// ```
    /// use archwright_model::config::Sources;
    /// let sources = Sources::new("archwright.toml", "[workspace]\nmembers = ['services/*']\n");
    /// assert_eq!(sources.patterns(), [("workspace.members[0]".into(), "services/*".into())]);
    /// ```
    pub fn patterns(&self) -> Vec<(String, String)> {
        let raw = Shaped::of(&self.root).raw;
        let list = raw.section("workspace").and_then(|section| section.list("members")).unwrap_or_default();
        list.iter().map(|item| (item.key.clone(), item.value.clone())).collect()
    }

    /// With the file of a member.
    pub fn add(&mut self, member: Source) {
        self.members.push(member);
    }

    /// With what is wrong with a name of its members, seen by whoever looked for them.
    pub fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Where a key is written, or the default that it has from there; none if its value is nobody's.
    pub fn written(&self, key: &str) -> Option<Place> {
        let places = join(self).places;
        places.exactly(places.original(key).as_deref().unwrap_or(key))
    }

    /// Where a key stands, `image.server.dockerfile`; if it is left out, where the table around it does.
    ///
    /// ```
    /// use archwright_model::config::Sources;
    /// let place = Sources::new("archwright.toml", "[image.server]\n").place("image.server.dockerfile");
    /// assert_eq!(place.map(|place| place.to_string()).as_deref(), Some("archwright.toml:1:1"));
    /// ```
    pub fn place(&self, key: &str) -> Option<Place> {
        join(self).places.of(key)
    }
}

/// Files that were compared with the schema, and what is wrong with their form.
pub(super) struct Shaped<'a> {
    pub(super) places: Places<'a>,
    pub(super) raw: Section,
    pub(super) problems: Vec<Problem>,
    /// What is no TOML.
    pub(super) broken: Vec<Problem>,
    /// Whether nothing was lost to it.
    pub(super) whole: bool,
}

impl<'a> Shaped<'a> {
    fn of(source: &'a Source) -> Self {
        let mut places = Places::new(&source.text, Utf8Path::new(&source.file));
        let mended = syntax::mend(&source.text);
        let (table, broken) = mended.parse(&places);
        let (raw, problems) = shape::shape(&source.text, &table, mended.is_whole(), &mut places);
        Self { raw, problems, broken, whole: mended.is_whole(), places }
    }
}
