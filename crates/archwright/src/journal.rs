//! The journal of tags: written before the first one moves and after each, so that an interrupted run can be finished.

use crate::{StepError, files};
use archwright_model::{Digest, ExitKind, ImageRef, Platforms, Repository, Tag};
use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};
use std::fs;

/// The moves of one run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Journal {
    /// The format: 1.
    pub version: u32,
    /// The moves, in order.
    pub moves: Vec<Move>,
}

/// One tag's move from an old digest to a new one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Move {
    /// The repository.
    pub repository: Repository,
    /// The tag.
    pub tag: Tag,
    /// Where it pointed when the run began; none if it did not exist.
    pub old: Option<Digest>,
    /// Where it shall point: a proven digest.
    pub new: Digest,
    /// The platforms that the digest was proven to have; `publish --resume` proves them anew.
    pub platforms: Platforms,
    /// Whether it does.
    pub done: bool,
}

impl Move {
    /// The tag as a reference.
    pub fn reference(&self) -> ImageRef {
        self.repository.tagged(&self.tag)
    }
}

impl Journal {
    /// A journal of moves.
    pub fn new(moves: Vec<Move>) -> Self {
        Self { version: 1, moves }
    }

    /// Reads one.
    pub fn read(path: &Utf8Path) -> Result<Self, StepError> {
        let text = fs::read_to_string(path).map_err(|error| {
            StepError::new(ExitKind::Usage, format!("cannot read journal `{path}`: {error}"))
                .hint("name the file that the interrupted run printed")
        })?;
        let journal: Self = serde_json::from_str(&text).map_err(|error| {
            StepError::new(ExitKind::Usage, format!("`{path}` is no journal: {error}"))
                .hint("name the file that the interrupted run printed")
        })?;
        if journal.version != 1 {
            return Err(StepError::new(
                ExitKind::Usage,
                format!("journal `{path}` has format {}, this archwright reads 1", journal.version),
            ));
        }
        Ok(journal)
    }

    /// The moves of an earlier run that are still open, less those of tags that this one sets; none if there was no such run.
    pub(crate) fn open_moves(path: &Utf8Path, ours: &[Move]) -> Result<Vec<Move>, StepError> {
        if !path.exists() {
            return Ok(Vec::new());
        }
        let open = |step: &Move| !step.done && !ours.iter().any(|ours| ours.reference() == step.reference());
        let journal = Self::read(path).map_err(|error| error.hint("remove it, if no interrupted run is to be finished"))?;
        Ok(journal.moves.into_iter().filter(open).collect())
    }

    /// Writes it, whole or not at all, and to the disk itself.
    pub fn write(&self, path: &Utf8PathBuf) -> Result<(), StepError> {
        files::write_json(path, self).and_then(|()| fs::File::open(path)?.sync_all()).map_err(|error| StepError::file(path, &error))
    }
}
