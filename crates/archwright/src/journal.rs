//! The journal of tags: written before the first one moves and after each, so that an interrupted run can be finished.

use crate::{StepError, files};
use archwright_model::{Digest, ExitKind, ImageRef, Platforms, Repository, Tag};
use archwright_oci::ProvenDigest;
use camino::Utf8Path;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fs};

/// The moves of one run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Journal {
    version: u32,
    moves: Vec<Move>,
    /// The tags that were taken back, or left where others put them: no move is left of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rolled_back: Vec<ImageRef>,
}

/// One tag's move from an old digest to a new one.
///
/// A run makes one of what it has proven. What was read from a file proves nothing: [`resume`](crate::resume()) proves it anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Move {
    repository: Repository,
    tag: Tag,
    old: Option<Digest>,
    new: Digest,
    platforms: Platforms,
    done: bool,
}

/// A journal as a file has it, before anything is believed.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Stored {
    version: u32,
    moves: Vec<StoredMove>,
    #[serde(default)]
    rolled_back: Vec<ImageRef>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct StoredMove {
    repository: Repository,
    tag: Tag,
    old: Option<Digest>,
    new: Digest,
    platforms: Platforms,
    done: bool,
}

impl Move {
    /// A move that is still to be done: a tag, where it points now, and what was proven to have these platforms.
    ///
    /// Only what is proven makes one; this does not compile:
    ///
    /// ```compile_fail,E0308
    /// # use archwright::{journal::Move, model::{Digest, Platforms, Repository, Tag}};
    /// fn unproven(repository: Repository, tag: Tag, digest: &Digest, platforms: Platforms) -> Move {
    ///     Move::new(repository, tag, None, digest, platforms)
    /// }
    /// ```
    pub fn new(repository: Repository, tag: Tag, old: Option<Digest>, new: &ProvenDigest, platforms: Platforms) -> Self {
        Self { repository, tag, old, new: new.digest().clone(), platforms, done: false }
    }

    /// The tag as a reference.
    pub fn reference(&self) -> ImageRef {
        self.repository.tagged(&self.tag)
    }

    /// The repository.
    pub fn repository(&self) -> &Repository {
        &self.repository
    }

    /// The tag.
    pub fn tag(&self) -> &Tag {
        &self.tag
    }

    /// Where it pointed when the run began; none if it did not exist.
    pub fn old(&self) -> Option<&Digest> {
        self.old.as_ref()
    }

    /// Where it shall point.
    pub fn new_digest(&self) -> &Digest {
        &self.new
    }

    /// The platforms that the digest has.
    pub fn platforms(&self) -> &Platforms {
        &self.platforms
    }

    /// Whether it points there.
    pub fn is_done(&self) -> bool {
        self.done
    }

    /// Whether there is something to move: the tag pointed elsewhere when the run began.
    pub(crate) fn is_due(&self) -> bool {
        self.old.as_ref() != Some(&self.new)
    }
}

impl From<StoredMove> for Move {
    fn from(stored: StoredMove) -> Self {
        let StoredMove { repository, tag, old, new, platforms, done } = stored;
        Self { repository, tag, old, new, platforms, done }
    }
}

impl Journal {
    /// A journal of moves.
    pub fn new(moves: Vec<Move>) -> Self {
        Self { version: 1, moves, rolled_back: Vec::new() }
    }

    /// The moves, in order.
    pub fn moves(&self) -> &[Move] {
        &self.moves
    }

    /// The moves that are not done.
    pub(crate) fn open(&self) -> impl Iterator<Item = &Move> {
        self.moves.iter().filter(|step| !step.done)
    }

    /// Notes that the move of that tag is done.
    pub(crate) fn finish(&mut self, tag: &ImageRef) {
        for step in self.moves.iter_mut().filter(|step| step.reference() == *tag) {
            step.done = true;
        }
    }

    /// The tags whose moves were taken out.
    pub(crate) fn rolled_back(&self) -> &[ImageRef] {
        &self.rolled_back
    }

    /// Takes the move of that tag out: it is undone.
    pub(crate) fn forget(&mut self, tag: &ImageRef) {
        self.moves.retain(|step| step.reference() != *tag);
        self.rolled_back.push(tag.clone());
    }

    /// Reads one.
    ///
    /// # Errors
    /// It is not there, is no journal, has another format, moves one tag twice, or has a move without platforms.
    pub fn read(path: &Utf8Path) -> Result<Self, StepError> {
        let refuse = |why: String| StepError::new(ExitKind::Usage, why).hint("name the file that the interrupted run printed");
        let text = fs::read_to_string(path).map_err(|error| refuse(format!("cannot read journal `{path}`: {error}")))?;
        let stored: Stored = serde_json::from_str(&text).map_err(|error| refuse(format!("`{path}` is no journal: {error}")))?;
        if stored.version != 1 {
            return Err(refuse(format!("journal `{path}` has format {}, this archwright reads 1", stored.version)));
        }
        let mut seen = BTreeSet::new();
        for step in &stored.moves {
            let reference = step.repository.tagged(&step.tag);
            if step.platforms.is_empty() {
                return Err(refuse(format!("`{path}` is no journal: the move of {reference} names no platform")));
            }
            if !seen.insert(reference.clone()) {
                return Err(refuse(format!("`{path}` is no journal: it moves {reference} twice")));
            }
        }
        Ok(Self { rolled_back: stored.rolled_back, ..Self::new(stored.moves.into_iter().map(Move::from).collect()) })
    }

    /// The moves of an earlier run that are still open, less those of tags that this one sets; none if there was no such run.
    pub(crate) fn open_moves(path: &Utf8Path, ours: &[&ImageRef]) -> Result<Vec<Move>, StepError> {
        if !path.exists() {
            return Ok(Vec::new());
        }
        let journal = Self::read(path).map_err(|error| error.hint("remove it, if no interrupted run is to be finished"))?;
        Ok(journal.open().filter(|step| !ours.contains(&&step.reference())).cloned().collect())
    }

    /// Writes it, whole or not at all, and on the disk itself before this returns: no tag moves that it does not know of.
    pub fn write(&self, path: &Utf8Path) -> Result<(), StepError> {
        files::write_json_durably(path, self).map_err(|error| StepError::file(path, &error))
    }
}
