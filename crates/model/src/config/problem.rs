//! What is wrong with a configuration.

use crate::count;
use camino::{Utf8Path, Utf8PathBuf};
use std::fmt;

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, relative to the project.
    pub file: Utf8PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// One mistake in a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where it stands; none for a project that code built.
    pub place: Option<Place>,
    /// The key it is about, `image.noetl.tags[1]`; empty for the file as a whole.
    pub key: String,
    /// What is wrong, naming the key where the place alone would not do.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Problem {
    pub(super) fn new(key: impl Into<String>, message: impl Into<String>) -> Self {
        Self { place: None, key: key.into(), message: message.into(), hint: None }
    }

    /// About the value of a key, which the message is told after.
    pub(super) fn value(key: &str, message: impl fmt::Display) -> Self {
        Self::new(key, format!("`{key}`: {message}"))
    }

    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// With the nearest valid spelling as its hint, if there is one.
    pub(super) fn did_you_mean(self, near: Option<impl fmt::Display>) -> Self {
        match near {
            Some(near) => self.hint(format!("did you mean `{near}`?")),
            None => self,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}

/// All that is wrong with a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    problems: Vec<Problem>,
}

impl ConfigError {
    /// An error of these problems.
    pub fn new(problems: Vec<Problem>) -> Self {
        Self { problems }
    }

    /// The same with its files under other names.
    #[must_use]
    pub fn in_files(mut self, named: impl Fn(&Utf8Path) -> Utf8PathBuf) -> Self {
        for place in self.problems.iter_mut().filter_map(|problem| problem.place.as_mut()) {
            place.file = named(&place.file);
        }
        self
    }

    /// The problems, in the order of the file.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in the configuration", count(self.problems.len(), "problem"))?;
        self.problems.iter().try_for_each(|problem| write!(f, "\n{problem}"))
    }
}

impl std::error::Error for ConfigError {}
