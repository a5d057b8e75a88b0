//! The two faces as files: where they are written, and what is there already.

use crate::{Drift, Invocation, SectionError, Verb, drift, make, section, taskfile};
use archwright_model::Project;
use std::collections::BTreeMap;

/// A program whose file we generate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// GNU make.
    Make,
    /// go-task.
    Task,
}

/// Where our section stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the project's Makefile or Taskfile itself: all verbs, and a list of them as the default.
    Own,
    /// In a file that the project's own includes: only the verbs that build.
    Included,
}

/// The files of [`Face::looks_at`] that exist, with their text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Existing(BTreeMap<String, String>);

impl FromIterator<(String, String)> for Existing {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(files: T) -> Self {
        Self(files.into_iter().collect())
    }
}

/// A file to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaceWrite {
    /// The file, relative to the project.
    pub path: String,
    /// Its text.
    pub contents: String,
    /// What is left to the user: the line that includes it, where the project's own file does not name it yet.
    pub note: Option<String>,
}

impl Face {
    /// The file that a project without one gets.
    pub fn default_path(self) -> &'static str {
        self.looks_at()[0]
    }

    /// The file that a project gets beside its own.
    pub fn included_path(self) -> &'static str {
        match self {
            Self::Make => "archwright.mk",
            Self::Task => "Taskfile.archwright.yml",
        }
    }

    /// Every file that decides what is written: the default, other names of a project's own, and ours beside it.
    pub fn looks_at(self) -> &'static [&'static str] {
        match self {
            Self::Make => &["Makefile", "GNUmakefile", "makefile", "archwright.mk"],
            Self::Task => &[
                "Taskfile.yml",
                "taskfile.yml",
                "Taskfile.yaml",
                "taskfile.yaml",
                "Taskfile.dist.yml",
                "taskfile.dist.yml",
                "Taskfile.dist.yaml",
                "taskfile.dist.yaml",
                "Taskfile.archwright.yml",
            ],
        }
    }

    /// The verb's argument that generates it: `generate make`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Make => "make",
            Self::Task => "task",
        }
    }

    /// Its whole text for a project that has no such file.
    pub fn render(self, project: &Project, invocation: &Invocation) -> String {
        self.render_for(project, invocation, Place::Own)
    }

    /// The file to write, given what is there. A project's own file stays, and gets one of ours beside it.
    pub fn plan_write(self, project: &Project, invocation: &Invocation, existing: &Existing) -> Result<FaceWrite, SectionError> {
        let (path, place) = self.choose(existing);
        let there = existing.0.get(path).map(String::as_str);
        let contents = section::merge(there, &self.render_for(project, invocation, place))?;
        let note = (place == Place::Included && !self.is_included(existing)).then(|| self.include_note(existing));
        Ok(FaceWrite { path: path.into(), contents, note })
    }

    /// The invocation that its section remembers: what the user said when it was generated. None if that was left to us.
    pub fn remembered(self, existing: &Existing) -> Option<Invocation> {
        let (path, _) = self.choose(existing);
        Invocation::of_section(existing.0.get(path)?, self)
    }

    /// Whether the file is what the project gives today.
    pub fn check(self, project: &Project, invocation: &Invocation, existing: &Existing) -> Result<(), Drift> {
        let fix = invocation.generate(self);
        let write = match self.plan_write(project, invocation, existing) {
            Ok(write) => write,
            Err(error) => {
                let (path, _) = self.choose(existing);
                return Err(Drift { path: path.into(), lines: vec![format!("{error}; {}", error.hint())], fix });
            }
        };
        let there = existing.0.get(&write.path).map_or("", String::as_str);
        let lines = drift::difference(there, &write.contents);
        if lines.is_empty() { Ok(()) } else { Err(Drift { path: write.path, lines, fix }) }
    }

    fn render_for(self, project: &Project, invocation: &Invocation, place: Place) -> String {
        match self {
            Self::Make => make::render(project, invocation, place),
            Self::Task => taskfile::render(project, invocation, place),
        }
    }

    /// The project's own file, the first that is there; ours beside it is not one.
    fn own(self, existing: &Existing) -> Option<(&'static str, &str)> {
        let mut names = self.looks_at().iter().filter(|name| **name != self.included_path());
        names.find_map(|name| Some((*name, existing.0.get(*name)?.as_str())))
    }

    fn choose(self, existing: &Existing) -> (&'static str, Place) {
        match self.own(existing) {
            None => (self.default_path(), Place::Own),
            Some((_, text)) if section::find(text) == Err(SectionError::Missing) => (self.included_path(), Place::Included),
            Some((path, _)) => (path, Place::Own),
        }
    }

    fn is_included(self, existing: &Existing) -> bool {
        self.own(existing).is_some_and(|(_, text)| text.contains(self.included_path()))
    }

    fn include_note(self, existing: &Existing) -> String {
        let own = self.own(existing).map_or(self.default_path(), |(path, _)| path);
        let ours = self.included_path();
        match self {
            Self::Make => format!("`{own}` is yours and stays; add this line to it: include {ours}"),
            Self::Task => format!(
                "`{own}` is yours and stays; add this line to it: includes: {{ archwright: {{ taskfile: ./{ours}, flatten: true }} }}"
            ),
        }
    }
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
