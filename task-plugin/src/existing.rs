//! The files of a face that are there, and those that are to be written.

use crate::SectionError;
use std::{collections::BTreeMap, fmt};

/// The files of [`Face::looks_at`](crate::Face::looks_at) that exist, with their text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Existing {
    files: BTreeMap<String, String>,
    path: Option<String>,
}

impl Existing {
    /// With a file of its own for a face that may stand anywhere, the script.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// The text of a file.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// The file that was chosen for the face.
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }
}

impl FromIterator<(String, String)> for Existing {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(files: T) -> Self {
        Self { files: files.into_iter().collect(), path: None }
    }
}

/// A file to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaceWrite {
    /// The file, relative to the project.
    pub path: String,
    /// Its text.
    pub contents: String,
    /// Whether it is a program.
    pub mode: Mode,
}

/// Whether a file is a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It is read.
    Text,
    /// It is run.
    Program,
}

/// All that a face needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaceWrites {
    /// The files, that with the verbs first.
    pub files: Vec<FaceWrite>,
    /// What the user has to know, or to do by hand.
    pub notes: Vec<String>,
}

/// A file in which our section has no place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaceError {
    /// The file, relative to the project.
    pub path: String,
    /// What is wrong with it.
    pub section: SectionError,
}

impl FaceError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        self.section.hint()
    }
}

impl fmt::Display for FaceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.path, self.section)
    }
}

impl std::error::Error for FaceError {}
