//! *Preflight*: every tag of the run is read, and each repository asked whether it may be written to, before anything is built.

mod versions;

pub(crate) use versions::Versions;

use super::{Ended, publish::finish};
use crate::{
    StepError, World,
    execute::{State, TagState},
    journal::Journal,
    registry::registry_failure,
};
use archwright_model::{ExitKind, ImageRef, Platforms, Repository, count};
use archwright_oci::{
    Document, ImageConfig,
    config::CONFIG_LIMIT,
    images_by_platform,
    registry::{Client, RegistryErrorKind},
};
use archwright_plan::publish::{Preflight, Release};
use std::{
    collections::BTreeSet,
    panic,
    thread::{self, ScopedJoinHandle},
    time::Instant,
};

pub(super) fn run(work: &Preflight, world: &World, state: &State) -> Result<Ended, StepError> {
    let client = world.client()?;
    state.lock().begun = Some(Instant::now());
    let repositories: BTreeSet<_> = work.releases.iter().flat_map(Release::repositories).collect();
    // Every other step waits for this one: each image's tags are read at the same time.
    let (tags, access) = thread::scope(|scope| {
        let asked: Vec<_> = repositories.iter().map(|repository| scope.spawn(|| may_push(client, repository))).collect();
        let read: Vec<_> = work.releases.iter().map(|release| scope.spawn(|| read_tags(work, release, client, state))).collect();
        (read.into_iter().map(answer).collect::<Vec<_>>(), asked.into_iter().map(answer).collect::<Vec<_>>())
    });
    // Where the tags cannot be read, that is said once, and not a second time of the permission.
    let unread: BTreeSet<_> =
        work.releases.iter().zip(&tags).filter(|(_, tags)| tags.is_err()).flat_map(|(release, _)| release.repositories()).collect();
    let access = repositories.iter().zip(access).filter(|(repository, _)| !unread.contains(*repository)).map(|(_, access)| access);
    let (mut read, mut failures) = (Vec::new(), Vec::new());
    for tags in tags {
        match tags {
            Ok(tags) => read.push(tags),
            Err(error) => failures.push(error),
        }
    }
    failures.extend(access.filter_map(Result::err));
    if let Some(error) = StepError::all(failures) {
        return Err(error);
    }
    let existing = read.iter().flatten().filter(|tag| **tag == Tag::Exists).count();
    let note = format!("{existing} of {} tags exist", read.iter().flatten().count());
    if let Some(left) = left_open(work, world)? {
        state.lock().advise(left);
    }
    Ok(Ended::done(note))
}

/// Says which tags of an earlier run are open, but for those that this one sets.
pub(crate) fn left_open(work: &Preflight, world: &World) -> Result<Option<String>, StepError> {
    let journal = world.project().path(&work.journal);
    let tags: Vec<_> = work.releases.iter().flat_map(Release::references).collect();
    let left = Journal::open_moves(&journal, &tags.iter().collect::<Vec<_>>())?;
    let finish = finish(&journal, world);
    Ok((!left.is_empty()).then(|| format!("an earlier run left {} open: `{finish}` finishes it", count(left.len(), "tag"))))
}

fn answer<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| panic::resume_unwind(panic))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tag {
    Exists,
    IsNew,
}

/// One image's tags, as they stand.
fn read_tags(work: &Preflight, release: &Release, client: &Client, state: &State) -> Result<Vec<Tag>, StepError> {
    let (mut tags, mut failures) = (Vec::new(), Vec::new());
    let mut versions = Versions::new(release.edition(), client);
    let mut known = Vec::new();
    let whole = release.references().map(|reference| (reference, release.platforms.clone()));
    let single = release.platform_references().map(|(reference, platform)| (reference, Platforms::from(vec![platform])));
    for (reference, platforms) in whole.chain(single) {
        let document = read_tag(&reference, &mut known, client)?;
        if let Some(document) = &document {
            failures.extend(may_move(work, release, (&reference, &platforms), document, &mut versions, client).err());
        }
        tags.push(if document.is_some() { Tag::Exists } else { Tag::IsNew });
        state.lock().tags.insert(reference, TagState { document });
    }
    match StepError::all(failures) {
        Some(error) => Err(error),
        None => Ok(tags),
    }
}

/// What a tag points to. Registries count each GET of a manifest and no HEAD: what several tags point to, in one repository or more, is
/// read once.
pub(crate) fn read_tag(reference: &ImageRef, known: &mut Vec<Document>, client: &Client) -> Result<Option<Document>, StepError> {
    let failed = |error| registry_failure(&error);
    let document = if known.is_empty() {
        client.manifest(reference).map_err(failed)?
    } else {
        let Some(there) = client.head(reference).map_err(failed)? else { return Ok(None) };
        if let Some(document) = known.iter().find(|document| *document.digest() == there.digest) {
            return Ok(Some(document.clone()));
        }
        client.manifest(&reference.repository().pinned(&there.digest)).map_err(failed)?
    };
    known.extend(document.clone());
    Ok(document)
}

/// Whether a tag that is there may go to what the run makes.
fn may_move(
    work: &Preflight,
    release: &Release,
    (reference, platforms): (&ImageRef, &Platforms),
    document: &Document,
    versions: &mut Versions<'_>,
    client: &Client,
) -> Result<(), StepError> {
    if reference.tag().is_some_and(|tag| release.is_write_once(tag)) {
        refuse_other_platforms(client, release, reference, document)?;
    } else if !work.allow_shrink {
        refuse_shrink(client, platforms, reference, document)?;
    }
    if work.allow_downgrade { Ok(()) } else { versions.refuse_going_back(reference, document) }
}

/// A permission that is missing is told before minutes of building, and by the registry's own answer.
pub(crate) fn may_push(client: &Client, repository: &Repository) -> Result<(), StepError> {
    client.check_push(repository).map_err(|error| {
        let failure = registry_failure(&error);
        match error.kind() {
            RegistryErrorKind::NotAuthorised => {
                failure.hint(format!("{} as somebody who may push to {repository}", error.fix().unwrap_or("log in")))
            }
            RegistryErrorKind::Refused { .. } => {
                failure.hint(format!("make {repository} in the registry if it wants that, or push elsewhere with --registry"))
            }
            RegistryErrorKind::Unreachable
            | RegistryErrorKind::RateLimited
            | RegistryErrorKind::BadContent
            | RegistryErrorKind::Interrupted => failure,
        }
    })
}

/// What is under a write-once tag stays: a run that would put other platforms there cannot give the same images.
fn refuse_other_platforms(client: &Client, release: &Release, reference: &ImageRef, document: &Document) -> Result<(), StepError> {
    let there = platforms(client, reference, document)?;
    let asked: BTreeSet<_> = release.platforms.iter().map(|platform| platform.to_string()).collect();
    if there.iter().cloned().collect::<BTreeSet<_>>() == asked {
        return Ok(());
    }
    let message = format!("{reference} is write-once and has {}; this run is for {}", there.join(","), release.platforms);
    Err(StepError::new(ExitKind::Usage, message).hint("give this build a version of its own, or build the same platforms"))
}

pub(crate) fn refuse_shrink(client: &Client, ours: &Platforms, reference: &ImageRef, document: &Document) -> Result<(), StepError> {
    let there = platforms(client, reference, document)?;
    // A platform that has no name here would be lost all the same.
    let kept = |name: &&String| name.parse().is_ok_and(|platform| ours.contains(platform));
    let lost: Vec<_> =
        there.iter().filter(|name| !kept(name)).map(|name| if name.is_empty() { "one without a platform" } else { name }).collect();
    if lost.is_empty() {
        return Ok(());
    }
    Err(StepError::new(ExitKind::Usage, format!("{reference} has {}; this run would leave it without {}", there.join(","), lost.join(",")))
        .hint("build all of its platforms, push under another name with --tag, or say --allow-shrink"))
}

/// The platforms under a tag, by name; of a bare manifest, the one that its config names.
pub(crate) fn platforms(client: &Client, reference: &ImageRef, document: &Document) -> Result<Vec<String>, StepError> {
    if let Some(index) = document.index() {
        return Ok(images_by_platform(index).into_keys().collect());
    }
    let Some(manifest) = document.manifest() else { return Ok(Vec::new()) };
    let digest = &manifest.config.digest;
    let blob = client.small_blob(reference.repository(), digest, CONFIG_LIMIT).map_err(|error| registry_failure(&error))?;
    let unreadable = |why: String| {
        StepError::new(ExitKind::Registry, format!("{reference} points to an image whose platform cannot be read: {why}"))
            .hint("push under another name with --tag, or say --allow-shrink")
    };
    let blob = blob.ok_or_else(|| unreadable(format!("its config {digest} is gone")))?;
    let config = ImageConfig::parse(&blob, digest).map_err(|error| unreadable(error.to_string()))?;
    Ok(vec![config.platform.name()])
}
