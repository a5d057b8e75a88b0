//! What to write for a repository: pure, from what was found in it.

mod cargo;
mod config;
mod names;
mod text;
mod uis;
mod xtask;

use super::Scan;
use camino::Utf8PathBuf;

/// What the user decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Where the xtask gets archwright from.
    pub archwright: Source,
}

/// Where the `archwright` crate comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A checkout of archwright's repository, absolute or relative to the project.
    Path(Utf8PathBuf),
    /// A version requirement.
    Version(String),
}

/// What is to be written, and what is left to the user.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    /// Files in the order in which they are written; `archwright.toml` is the last.
    pub files: Vec<NewFile>,
    /// What was not done and why, with the line that does it.
    pub notes: Vec<String>,
    /// What the user does now.
    pub next: String,
}

/// A file to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Relative to the repository.
    pub path: Utf8PathBuf,
    /// Its whole text.
    pub contents: String,
    /// What happens to it.
    pub how: How,
}

/// What happens to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// It does not exist, and must not.
    Create,
    /// It gets lines added, and must still have the text that was read.
    Add {
        /// The text that was read.
        to: String,
    },
}

/// Drafts the files of a repository.
pub fn draft(scan: &Scan, options: &Options) -> Draft {
    let mut draft = Draft::default();
    xtask::draft(scan, options, &mut draft);
    ignore_target(scan, &mut draft);
    config::draft(scan, &mut draft);
    draft.next = match scan.images.as_slice() {
        // A plan of nothing is an error.
        [] => "write a Dockerfile, take the `#` away before `[image.app]` in archwright.toml, then `cargo xtask plan`".into(),
        _ => "read archwright.toml, then `cargo xtask plan`".into(),
    };
    draft
}

impl Draft {
    fn create(&mut self, path: &str, contents: String) {
        self.files.push(NewFile { path: path.into(), contents, how: How::Create });
    }

    fn add(&mut self, path: impl Into<Utf8PathBuf>, to: &str, contents: String) {
        self.files.push(NewFile { path: path.into(), contents, how: How::Add { to: to.into() } });
    }

    fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }
}

/// `target/` holds what a run leaves behind, and the xtask has one of its own; `/target` would not cover that.
fn ignore_target(scan: &Scan, draft: &mut Draft) {
    let Some(ignore) = &scan.gitignore else {
        if scan.has_git {
            draft.create(".gitignore", "target/\n".into());
        }
        return;
    };
    let covers = |line: &str| matches!(line.trim(), "target" | "target/" | "**/target" | "**/target/");
    if !ignore.lines().any(covers) {
        draft.add(".gitignore", ignore, text::with_lines(ignore, &["target/"]));
    }
}
