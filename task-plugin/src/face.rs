//! The faces as files: where they are written, and what is there already.

use crate::{
    Drift, Existing, FaceError, FaceWrite, FaceWrites, Invocation, Mode, SectionError, Verb, drift, include, just, make,
    own::{Taken, taken},
    parameter, script, section, taskfile, verbs,
};
use archwright_model::Project;

/// A program whose file we generate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// GNU make.
    Make,
    /// go-task.
    Task,
    /// just.
    Just,
    /// A bash script with the options of build scripts written by hand.
    Script,
}

/// Where our verbs stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the project's Makefile, Taskfile or justfile itself: all verbs, and a list of them as the default.
    Own,
    /// In a file that the project's own includes: only the verbs that build.
    Included,
}

/// Which files a face has in a project.
struct Site<'a> {
    /// That with our verbs.
    path: String,
    place: Place,
    /// The project's own that includes it, and its text.
    own: Option<(&'static str, &'a str)>,
}

impl Face {
    /// Every face.
    pub const ALL: [Self; 4] = [Self::Make, Self::Task, Self::Just, Self::Script];

    /// The file that a project without one gets.
    pub fn default_path(self) -> &'static str {
        match self {
            Self::Make => "Makefile",
            Self::Task => "Taskfile.yml",
            Self::Just => "justfile",
            Self::Script => "scripts/build-multiarch.sh",
        }
    }

    /// The file that a project gets beside its own; a script is included nowhere.
    pub fn included_path(self) -> Option<&'static str> {
        match self {
            Self::Make => Some(include::MAKEFILE),
            Self::Task => Some(include::TASKFILE),
            Self::Just => Some(include::JUSTFILE),
            Self::Script => None,
        }
    }

    /// Every file that decides what is written: a project's own under each of its names, and ours beside it.
    pub fn looks_at(self) -> impl Iterator<Item = &'static str> {
        self.own_names().iter().copied().chain(self.included_path())
    }

    /// The names of a project's own file, that which the program reads first.
    fn own_names(self) -> &'static [&'static str] {
        match self {
            Self::Make => &["GNUmakefile", "Makefile", "makefile"],
            Self::Task => &[
                "Taskfile.yml",
                "taskfile.yml",
                "Taskfile.yaml",
                "taskfile.yaml",
                "Taskfile.dist.yml",
                "taskfile.dist.yml",
                "Taskfile.dist.yaml",
                "taskfile.dist.yaml",
            ],
            Self::Just => &["justfile", "Justfile", ".justfile"],
            Self::Script => &["scripts/build-multiarch.sh"],
        }
    }

    /// The verb's argument that generates it: `generate make`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Make => "make",
            Self::Task => "task",
            Self::Just => "just",
            Self::Script => "script",
        }
    }

    /// Its whole text for a project that has no such file.
    pub fn render(self, project: &Project, invocation: &Invocation) -> String {
        self.render_for(project, invocation, Place::Own, &Taken::default(), self.default_path())
    }

    /// Whether something of ours is there, whole or not.
    pub fn is_written(self, existing: &Existing) -> bool {
        let is_ours = |name: &str| existing.text(name).is_some_and(section::is_marked);
        self.looks_at().any(is_ours) || existing.path().is_some_and(is_ours)
    }

    /// Whether a text has a section that was generated for this face, whole or not.
    pub fn wrote(self, text: &str) -> bool {
        section::is_marked(text) && text.contains(&format!(" generate {}", self.name()))
    }

    /// The files to write, given what is there. A project's own file stays, gets one of ours beside it, and includes it.
    pub fn plan_write(self, project: &Project, invocation: &Invocation, existing: &Existing) -> Result<FaceWrites, FaceError> {
        let site = self.site(existing);
        let taken = match (site.own, existing.text(&site.path)) {
            (Some((_, text)), _) => taken(self, text),
            // In a file of ours, a verb that somebody adds has a name of its own.
            (None, Some(text)) => Taken { variables: taken(self, text).variables, ..Taken::default() },
            (None, None) => Taken::default(),
        };
        let rendered = self.render_for(project, invocation, site.place, &taken, &site.path);
        let at = |path: &str| {
            let path = path.to_owned();
            move |section| FaceError { path, section }
        };
        let contents = section::merge(existing.text(&site.path), &rendered).map_err(at(&site.path))?;
        let mode = if self == Self::Script { Mode::Program } else { Mode::Text };
        let mut writes = FaceWrites { files: vec![FaceWrite { path: site.path, contents, mode }], notes: Vec::new() };
        if let (Some((own, text)), Some(included)) = (site.own, self.included_path()) {
            if !include::is_by_hand(text, included) {
                match include::placed(self, text, &invocation.generate(self, None)).map_err(at(own))? {
                    Some(contents) => writes.files.push(FaceWrite { path: own.to_owned(), contents, mode: Mode::Text }),
                    None => {
                        writes.notes.push(format!("`{own}` is yours and stays; add this to it by hand: {}", include::by_hand(self)));
                    }
                }
            }
            writes.notes.extend(kept(own, &taken, project));
        }
        Ok(writes)
    }

    /// The invocation that its section remembers: what the user said when it was generated. None if that was left to us.
    pub fn remembered(self, existing: &Existing) -> Option<Invocation> {
        Invocation::of_section(existing.text(&self.site(existing).path)?, self, existing.path())
    }

    /// Whether its files are what the project gives today.
    pub fn check(self, project: &Project, invocation: &Invocation, existing: &Existing) -> Result<(), Drift> {
        let fix = invocation.generate(self, existing.path());
        let writes = match self.plan_write(project, invocation, existing) {
            Ok(writes) => writes,
            Err(error) => return Err(Drift { lines: vec![format!("{}; {}", error.section, error.hint())], path: error.path, fix }),
        };
        for write in writes.files {
            let lines = drift::difference(existing.text(&write.path).unwrap_or_default(), &write.contents);
            if !lines.is_empty() {
                return Err(Drift { path: write.path, lines, fix });
            }
        }
        Ok(())
    }

    fn render_for(self, project: &Project, invocation: &Invocation, place: Place, taken: &Taken, path: &str) -> String {
        let verbs = verbs(project).into_iter().filter(|verb| place.shows(verb) && !taken.verbs.contains(&verb.name)).collect::<Vec<_>>();
        match self {
            Self::Make => make::render(&verbs, invocation, place),
            Self::Task => taskfile::render(project, &verbs, invocation, place, taken),
            Self::Just => just::render(&verbs, invocation, place),
            Self::Script => script::render(project, invocation, path),
        }
    }

    fn site(self, existing: &Existing) -> Site<'_> {
        let own = self.own_names().iter().find_map(|name| Some((*name, existing.text(name)?)));
        match (own, self.included_path()) {
            (_, None) => Site { path: existing.path().unwrap_or(self.default_path()).to_owned(), place: Place::Own, own: None },
            (Some((path, text)), Some(included)) if includes(text, included) => {
                Site { path: included.to_owned(), place: Place::Included, own: Some((path, text)) }
            }
            (Some((path, _)), Some(_)) => Site { path: path.to_owned(), place: Place::Own, own: None },
            (None, Some(_)) => Site { path: self.default_path().to_owned(), place: Place::Own, own: None },
        }
    }
}

/// Whether a file is somebody's own: it has no section of ours, or one that only includes.
fn includes(text: &str, included: &str) -> bool {
    match section::find(text) {
        Ok(range) => text[range].contains(included),
        Err(SectionError::Missing) => true,
        Err(SectionError::Twice | SectionError::Unbalanced) => text.contains(included),
    }
}

/// What is not offered, because the project's own file has it.
fn kept(own: &str, taken: &Taken, project: &Project) -> Vec<String> {
    let verbs = verbs(project);
    let verbs = verbs.iter().filter(|verb| Place::Included.shows(verb) && taken.verbs.contains(&verb.name));
    let mut notes: Vec<_> = verbs.map(|verb| format!("`{own}` has a `{}` of its own, which stays: ours is left out", verb.name)).collect();
    let ours = |name: &&String| project.environment.contains_key(*name) || parameter::names().any(|ours| ours == **name);
    notes.extend(
        taken
            .variables
            .iter()
            .filter(ours)
            .map(|name| format!("`{own}` has a variable `{name}` of its own, which says nothing to us: flags go behind `--`")),
    );
    notes
}

impl Place {
    /// In a file that is included, verbs such as `lint` and `plan` would clash with the project's own.
    pub(crate) fn shows(self, verb: &Verb) -> bool {
        match self {
            Self::Own => true,
            Self::Included => verb.kind.builds(),
        }
    }
}
