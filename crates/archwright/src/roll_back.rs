//! Taking the tags of a run back to where they pointed before it, on request only.

use crate::{
    StepError, World,
    journal::{Journal, Move},
    registry::registry_failure,
    steps::{
        preflight,
        publish::{Now, Unmoved, now, taken},
    },
    verify::{self, Depth, Question},
};
use archwright_model::{Digest, ExitKind, Platforms, count};
use archwright_oci::{Document, Expectation, ProvenDigest, registry::Client};
use camino::Utf8Path;

/// What became of a tag that a run had moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Back {
    /// It points to where it did before.
    Back,
    /// It does so anyway.
    AlreadySo,
    /// It did not exist before, and does not exist now.
    Absent,
    /// It did not exist before, and stays: most registries cannot take a tag away without the image behind it.
    New,
    /// Another publisher moved it since, and it stays where they put it.
    Taken,
}

impl Back {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Back => "back",
            Self::AlreadySo => "is where it was before",
            Self::Absent => "does not exist, as before",
            Self::New => "was new, and stays",
            Self::Taken => "another publisher's",
        }
    }
}

/// Takes back the tags of a journal, the last one first, and tells of each; how many had to be moved.
///
/// A tag goes back only if it existed before and still points to what the run put there, and only to what is proven now: what was
/// there before may be gone. The journal keeps the tags that stay with the run's images.
///
/// # Errors
/// The journal cannot be read or written, what a tag pointed to is not sound or gone, a registry refuses, or a tag is another
/// publisher's.
pub fn roll_back(file: &Utf8Path, world: &World, tell: &mut dyn FnMut(&Move, Back)) -> Result<usize, StepError> {
    if file.starts_with(world.project().state_dir()) {
        world.lock()?;
    }
    let mut journal = Journal::read(file)?;
    let (mut back, mut theirs) = (0, Vec::new());
    for step in journal.moves().to_vec().iter().rev() {
        let fate = match one(step, world) {
            Ok(fate) => fate,
            Err(Unmoved::Taken(error)) => {
                theirs.push(error.to_string());
                Back::Taken
            }
            Err(Unmoved::Failed(error)) => return Err(error.details(theirs)),
        };
        tell(step, fate);
        back += usize::from(fate == Back::Back);
        match fate {
            Back::New => journal.finish(&step.reference()),
            Back::Back | Back::AlreadySo | Back::Absent | Back::Taken => journal.forget(&step.reference()),
        }
        journal.write(file)?;
    }
    if theirs.is_empty() {
        return Ok(back);
    }
    let message = format!("another publisher moved {} since the run, and they stay where they are", count(theirs.len(), "tag"));
    Err(StepError::new(ExitKind::Registry, message).details(theirs).hint("check which image is wanted under them; the other tags are back"))
}

fn one(step: &Move, world: &World) -> Result<Back, Unmoved> {
    let client = world.client().map_err(Unmoved::Failed)?;
    match (now(step, client)?, step.old()) {
        (Now::Ours, Some(old)) => {
            put_back(step, old, client, world).map_err(Unmoved::Failed)?;
            Ok(Back::Back)
        }
        (Now::Ours, None) => Ok(Back::New),
        (Now::Old, Some(_)) => Ok(Back::AlreadySo),
        (Now::Old, None) => Ok(Back::Absent),
        (Now::Theirs(theirs), _) => Err(taken(step, theirs.as_ref())),
    }
}

fn put_back(step: &Move, old: &Digest, client: &Client, world: &World) -> Result<(), StepError> {
    let (document, proven) = proven(step, old, client, world)?;
    client.put_tag(step.repository(), step.tag(), &proven, &document).map_err(|error| registry_failure(&error))
}

/// What the tag pointed to, proven for the platforms that it has: that is what the tag had before.
fn proven(step: &Move, old: &Digest, client: &Client, world: &World) -> Result<(Document, ProvenDigest), StepError> {
    let pinned = step.repository().pinned(old);
    let document = client.manifest(&pinned).map_err(|error| registry_failure(&error))?;
    let document = document.ok_or_else(|| {
        let message = format!("{} cannot go back: {pinned} is gone from the registry", step.reference());
        StepError::new(ExitKind::Registry, message).hint("build that version again, or move the tag on to another one")
    })?;
    let names = preflight::platforms(client, &pinned, &document)?;
    let platforms: Platforms = names.iter().filter_map(|name| name.parse().ok()).collect();
    // Whatever its files are, it is what was there before: it must be whole.
    let question = Question { expectation: Expectation::platforms(platforms), depth: Depth::Documents, ..Question::default() };
    let (verdict, _) = verify::document(step.repository(), &document, &question, world)?;
    if let Some(proven) = verdict.proven() {
        return Ok((document, proven));
    }
    let findings = verdict.findings().iter().map(ToString::to_string);
    let message = format!("{} does not go back: what it pointed to, {pinned}, is not sound", step.reference());
    let hint = "build that version again, or move the tag on to another one";
    Err(StepError::new(ExitKind::Verification, message).details(findings).hint(hint))
}
