//! Why there is no draft, or not all of it was written.

use archwright_model::ExitKind;
use camino::{Utf8Path, Utf8PathBuf};
use std::{fmt, io};

/// A failed `init`: about one path of the repository.
#[derive(Debug)]
pub struct InitError {
    path: Utf8PathBuf,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Exists,
    Changed,
    Malformed(String),
    Io { doing: &'static str, error: io::Error },
}

impl InitError {
    pub(super) fn exists(path: impl Into<Utf8PathBuf>) -> Self {
        Self { path: path.into(), kind: Kind::Exists }
    }

    pub(super) fn changed(path: impl Into<Utf8PathBuf>) -> Self {
        Self { path: path.into(), kind: Kind::Changed }
    }

    pub(super) fn malformed(path: impl Into<Utf8PathBuf>, error: &toml::de::Error) -> Self {
        Self { path: path.into(), kind: Kind::Malformed(error.message().to_owned()) }
    }

    pub(super) fn read(path: impl Into<Utf8PathBuf>, error: io::Error) -> Self {
        Self { path: path.into(), kind: Kind::Io { doing: "read", error } }
    }

    pub(super) fn write(path: impl Into<Utf8PathBuf>, error: io::Error) -> Self {
        Self { path: path.into(), kind: Kind::Io { doing: "write", error } }
    }

    /// The path that it is about, relative to the repository.
    pub fn path(&self) -> &Utf8Path {
        &self.path
    }

    /// What fixes it.
    pub fn fix(&self) -> &'static str {
        match self.kind {
            Kind::Exists => "init never overwrites; edit the file, or move it away and run init again",
            Kind::Changed => "run init again",
            Kind::Malformed(_) => "correct it first: whether a new package would disturb Cargo depends on it",
            Kind::Io { .. } => "check the permissions of the path and of its folder",
        }
    }

    /// The exit code's kind.
    pub fn exit(&self) -> ExitKind {
        match self.kind {
            Kind::Exists | Kind::Changed => ExitKind::Usage,
            Kind::Malformed(_) => ExitKind::Configuration,
            Kind::Io { .. } => ExitKind::HostStep,
        }
    }
}

impl fmt::Display for InitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = &self.path;
        match &self.kind {
            Kind::Exists => write!(f, "`{path}` exists already"),
            Kind::Changed => write!(f, "`{path}` changed after it was read"),
            Kind::Malformed(message) => write!(f, "`{path}` is not valid TOML: {message}"),
            Kind::Io { doing, error } => write!(f, "cannot {doing} `{path}`: {error}"),
        }
    }
}

impl std::error::Error for InitError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            Kind::Io { error, .. } => Some(error),
            Kind::Exists | Kind::Changed | Kind::Malformed(_) => None,
        }
    }
}
