//! Why a layout cannot be read or written.

use super::cancel::Cancelled;
use crate::ContentError;
use camino::{Utf8Path, Utf8PathBuf};
use std::{error, fmt, io};

/// Why a layout cannot be read or written; names the file.
#[derive(Debug)]
pub struct LayoutError {
    path: Utf8PathBuf,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Io { action: &'static str, error: io::Error },
    Content(ContentError),
    Cancelled,
}

impl LayoutError {
    pub(super) fn io(action: &'static str, path: &Utf8Path, error: io::Error) -> Self {
        let kind = if Cancelled::is_in(&error) { Kind::Cancelled } else { Kind::Io { action, error } };
        Self { path: path.into(), kind }
    }

    pub(super) fn content(path: &Utf8Path, error: ContentError) -> Self {
        Self { path: path.into(), kind: Kind::Content(error) }
    }

    /// The file or directory.
    pub fn path(&self) -> &Utf8Path {
        &self.path
    }

    /// What is wrong with the content, if it is the content.
    pub fn as_content(&self) -> Option<&ContentError> {
        match &self.kind {
            Kind::Io { .. } | Kind::Cancelled => None,
            Kind::Content(error) => Some(error),
        }
    }

    /// Whether nothing is wrong, and the flag of [`Layout::until`](super::Layout::until) was raised.
    pub fn is_cancelled(&self) -> bool {
        matches!(self.kind, Kind::Cancelled)
    }
}

impl fmt::Display for LayoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Io { action, error } => write!(f, "cannot {action} `{}`: {error}", self.path),
            Kind::Content(error) => write!(f, "`{}`: {error}", self.path),
            Kind::Cancelled => Cancelled.fmt(f),
        }
    }
}

impl error::Error for LayoutError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match &self.kind {
            Kind::Io { error, .. } => Some(error),
            Kind::Content(error) => Some(error),
            Kind::Cancelled => None,
        }
    }
}
