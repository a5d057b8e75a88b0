//! *Publish*: tags roll forward onto proven digests, unique ones first, `latest` last, each move journalled.

mod children;
mod copies;
mod roll;

pub(super) use copies::copy;
pub(crate) use copies::prove_copy;
pub(crate) use roll::{Now, Unmoved, now, roll, taken};

use super::Ended;
use crate::{
    StepError, World,
    execute::{Inner, State},
    files,
    journal::{Journal, Move},
    report::{TagOutcome, TagReport},
};
use archwright_model::{Command, ExitKind, Platform, count};
use archwright_oci::{Document, ProvenDigest};
use archwright_plan::publish::{LastTag, Publish, TagMove};
use camino::Utf8Path;

pub(super) fn run(work: &Publish, world: &World, state: &State) -> Result<Ended, StepError> {
    let client = world.client()?;
    let file = world.project().path(&work.journal);
    let tags = work.tags.iter().map(|tag| TagOfRun::new(tag, &state.lock())).collect::<Result<Vec<_>, _>>()?;
    children::renew(&tags, client, &state.lock())?;
    let mut journal = journal(&tags, &file)?;
    let mut moved = 0;
    for TagOfRun { tag, step, proven, document } in &tags {
        if tag.write_once && step.old().is_some() {
            // It has the same images: the step that joined them looked.
            state.lock().tagged(&tag.image, told(tag, TagOutcome::AlreadySo));
            continue;
        }
        match roll(client, step, proven, document) {
            Ok(outcome) => {
                moved += usize::from(outcome != TagOutcome::AlreadySo);
                journal.finish(&tag.reference);
                if step.is_due() {
                    journal.write(&file)?;
                }
                state.lock().tagged(&tag.image, told(tag, outcome));
            }
            Err(Unmoved::Taken(error)) => {
                state.lock().tagged(&tag.image, told(tag, TagOutcome::Taken));
                return Err(error.hint(after_taken(&journal, step, &finish(&file, world))));
            }
            Err(Unmoved::Failed(error)) => return Err(after_failure(error, &journal, &finish(&file, world))),
        }
    }
    last_tags(&work.last_tags, world)?;
    Ok(if moved == 0 { Ended::already_so("every tag points there") } else { Ended::done(count(moved, "tag")) })
}

/// A tag and what became of it.
fn told(tag: &TagMove, outcome: TagOutcome) -> TagReport {
    TagReport { reference: tag.reference.clone(), platform: tag.platform, outcome }
}

/// Writes the last tag of each image that has a file for it.
pub(super) fn last_tags(all: &[LastTag], world: &World) -> Result<(), StepError> {
    for last in all {
        let file = world.project().path(&last.file);
        files::write(&file, last.text().as_bytes()).map_err(|error| StepError::file(&file, &error))?;
    }
    Ok(())
}

/// A tag, and what it shall point to. One that points there already is looked at again: a whole build lies between.
struct TagOfRun<'a> {
    tag: &'a TagMove,
    step: Move,
    proven: ProvenDigest,
    document: Document,
}

impl<'a> TagOfRun<'a> {
    fn new(tag: &'a TagMove, state: &Inner) -> Result<Self, StepError> {
        let missing = |what: &str| StepError::new(ExitKind::Bug, format!("{what} `{}` is not there", tag.image));
        let repository = tag.reference.repository();
        let copy = || state.copies.get(&(tag.image.clone(), repository.clone()));
        let proven = state.proven.get(&tag.image).filter(|proven| proven.place() == repository.to_string()).or_else(copy);
        let proven = proven.ok_or_else(|| missing("the proof of image"))?.clone();
        let document = state.indexes.get(&tag.image).filter(|document| document.digest() == proven.digest());
        let document = document.ok_or_else(|| missing("the index of image"))?.clone();
        let (proven, document) = match tag.platform {
            Some(platform) => alone(tag, platform, &proven, &document, state).ok_or_else(|| missing("a platform of image"))?,
            None => (proven, document),
        };
        let old = state.tags.get(&tag.reference).and_then(|tag| tag.digest()).cloned();
        let name = tag.reference.tag().ok_or_else(|| StepError::new(ExitKind::Bug, format!("{} has no tag", tag.reference)))?;
        let step = Move::new(tag.reference.repository().clone(), name.clone(), old, &proven, tag.platforms.clone());
        Ok(Self { tag, step, proven, document })
    }

    /// Whether it has to move.
    fn is_due(&self) -> bool {
        self.step.is_due() && !(self.tag.write_once && self.step.old().is_some())
    }
}

/// What a tag of a single platform points to: its own manifest, as proven as the index that refers to it.
fn alone(tag: &TagMove, platform: Platform, proven: &ProvenDigest, index: &Document, state: &Inner) -> Option<(ProvenDigest, Document)> {
    let (_, digest) = state.proven_platforms(&tag.image).into_iter().find(|(known, _)| *known == platform)?;
    let proven = proven.image(index, &digest)?;
    if digest == *index.digest() {
        return Some((proven, index.clone()));
    }
    let document = state.children.get(&tag.image)?.iter().find(|document| *document.digest() == digest)?.clone();
    Some((proven, document))
}

/// The moves that are due, on disk before the first of them. What an earlier run left open stays open behind them: only its journal
/// knows of it.
fn journal(tags: &[TagOfRun<'_>], file: &Utf8Path) -> Result<Journal, StepError> {
    let due: Vec<_> = tags.iter().filter(|tag| tag.is_due()).map(|tag| tag.step.clone()).collect();
    let ours: Vec<_> = tags.iter().map(|tag| &tag.tag.reference).collect();
    let left = Journal::open_moves(file, &ours)?;
    let journal = Journal::new(due.into_iter().chain(left).collect());
    if tags.iter().any(TagOfRun::is_due) {
        journal.write(file)?;
    }
    Ok(journal)
}

/// What moves the tags that a journal has open.
pub(crate) fn finish(journal: &Utf8Path, world: &World) -> Command {
    world.verb(["publish", "--resume", journal.as_str()])
}

fn after_taken(journal: &Journal, taken: &Move, finish: &Command) -> String {
    let behind = journal.open().any(|step| step.reference() != taken.reference());
    let others = if behind { format!("; if it is theirs, `{finish}` moves the other tags") } else { String::new() };
    format!("check which of the two is wanted; if it is this one, build again: what is built comes from the cache{others}")
}

fn after_failure(error: StepError, journal: &Journal, finish: &Command) -> StepError {
    if journal.open().next().is_none() {
        return error;
    }
    let finish = format!("the images are pushed and proven; finish the tags with `{finish}`");
    let hint = error.fix().map_or_else(|| finish.clone(), |fix| format!("{fix}; {finish}"));
    error.hint(hint)
}
