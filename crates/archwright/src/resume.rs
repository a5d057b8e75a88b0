//! Finishing the tags of an interrupted run, without building anything.

use crate::{
    StepError, World,
    journal::{Journal, Move},
    registry::registry_failure,
    report::TagOutcome,
    steps::publish::{self, Now, Unmoved, now, roll, taken},
    verify::{self, Depth, Question},
};
use archwright_model::{Digest, ExitKind, Repository, count};
use archwright_oci::{Document, Expectation, ProvenDigest, registry::Client};
use camino::Utf8Path;
use std::collections::{BTreeMap, btree_map::Entry};

/// Moves the tags that a journal still has open, in its order, and tells of each; how many had to be moved.
///
/// A move that is done is over: whoever moved that tag since may. A tag that is still open and was moved by somebody else stays where it
/// is, those behind it are moved, and all of these are told in the end.
///
/// # Errors
/// The journal cannot be read or written, or was rolled back; a digest is no longer what was proven, a registry refuses, or a tag is another publisher's.
pub fn resume(file: &Utf8Path, world: &World, tell: &mut dyn FnMut(&Move, TagOutcome)) -> Result<usize, StepError> {
    // A journal in the project's own folder belongs to its runs, one at a time.
    if file.starts_with(world.project().state_dir()) {
        world.lock()?;
    }
    let mut journal = Journal::read(file)?;
    if !journal.rolled_back().is_empty() {
        return Err(rolled_back(&journal, file));
    }
    let open: Vec<_> = journal.open().cloned().collect();
    let (mut moved, mut theirs, mut proven) = (0, Vec::new(), Proven::new());
    for step in open {
        match finish(&step, &mut proven, world) {
            Ok(outcome) => {
                moved += usize::from(outcome != TagOutcome::AlreadySo);
                tell(&step, outcome);
                journal.finish(&step.reference());
                journal.write(file)?;
            }
            Err(Unmoved::Taken(error)) => {
                tell(&step, TagOutcome::Taken);
                theirs.push(error);
            }
            Err(Unmoved::Failed(error)) => {
                let go_on = format!("what is open stays so: `{}` goes on with it", publish::finish(file, world));
                return Err(error.details(theirs.iter().map(ToString::to_string).chain([go_on])));
            }
        }
    }
    if theirs.is_empty() { Ok(moved) } else { Err(all_taken(theirs, file)) }
}

/// Somebody took the run's tags back, and not to have them moved again.
fn rolled_back(journal: &Journal, file: &Utf8Path) -> StepError {
    let tags = journal.rolled_back().iter().map(|tag| format!("{tag} is where it was before the run, or another publisher's"));
    StepError::new(ExitKind::Usage, format!("`{file}` was rolled back, and is not resumed"))
        .details(tags)
        .hint("to publish these images after all, build again: what is built comes from the cache")
}

/// What was proven anew, by where it is: an index has several tags.
type Proven = BTreeMap<(Repository, Digest), (ProvenDigest, Document)>;

fn finish(step: &Move, proven: &mut Proven, world: &World) -> Result<TagOutcome, Unmoved> {
    let client = world.client().map_err(Unmoved::Failed)?;
    match now(step, client)? {
        Now::Ours => return Ok(TagOutcome::AlreadySo),
        Now::Old => {}
        Now::Theirs(theirs) => return Err(taken(step, theirs.as_ref())),
    }
    let (digest, document) = match proven.entry((step.repository().clone(), step.new_digest().clone())) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(unknown) => unknown.insert(prove(step, client, world).map_err(Unmoved::Failed)?),
    };
    roll(client, step, digest, document)
}

/// The registry may have collected something since: what a tag shall point to is proven again before it moves.
fn prove(step: &Move, client: &Client, world: &World) -> Result<(ProvenDigest, Document), StepError> {
    let pinned = step.repository().pinned(step.new_digest());
    let document = client
        .manifest(&pinned)
        .map_err(|error| registry_failure(&error))?
        .ok_or_else(|| StepError::new(ExitKind::Registry, format!("{pinned} is gone from the registry")).hint("build and push it again"))?;
    // Its files were judged before the journal was written, and are the same under the same digests.
    let question =
        Question { expectation: Expectation::platforms(step.platforms().clone()), depth: Depth::Documents, ..Question::default() };
    let (verdict, _) = verify::document(step.repository(), &document, &question, world)?;
    if let Some(proven) = verdict.proven() {
        return Ok((proven, document));
    }
    let findings = verdict.findings().iter().map(ToString::to_string);
    let error = StepError::new(ExitKind::Verification, format!("{pinned} is no longer what was proven"));
    Err(error.details(findings).hint("build and push it again"))
}

/// The tags that stay where other publishers put them; what else the journal had open is done.
fn all_taken(mut theirs: Vec<StepError>, file: &Utf8Path) -> StepError {
    let hint = format!("check which of the two is wanted; build again for this one, or remove {file}: nothing else in it is open");
    if theirs.len() == 1 {
        return theirs.remove(0).hint(hint);
    }
    let message = format!("another publisher moved {} since the run began, and they stay where they are", count(theirs.len(), "tag"));
    StepError::new(ExitKind::Registry, message).details(theirs.iter().map(ToString::to_string)).hint(hint)
}
