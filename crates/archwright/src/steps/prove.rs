//! *Prove*: an image is read back by digest and judged, its attestations searched for secrets, every file in it looked at; only the
//! verdict makes it publishable.

mod base;

use super::Ended;
use crate::{StepError, World, caches::Caches, execute::State, layouts, registry::docker_config, registry::registry_failure};
use archwright_model::{ExitKind, Severity, count, project};
use archwright_oci::{
    ContentsPolicy, Document, Expectation, ImageRecord, ImageSource, KeptSource, ReadPolicy, Verdict,
    content::ReadSettings,
    judge,
    layout::LayoutError,
    proof::AllowForeign,
    read_back, read_contents, read_image,
    registry::{RegistryError, RepositorySource},
};
use archwright_plan::{
    ImageId,
    publish::{Place, Prove},
};
use std::collections::BTreeSet;

pub(super) fn run(work: &Prove, world: &World, state: &State) -> Result<Ended, StepError> {
    // Proxies and their passwords stand in it, and buildx gives them to every build.
    docker_config(world.runner())?;
    match &work.place {
        Place::Registry(repository) => {
            prove(work, repository.to_string(), &RepositorySource::new(world.client()?, repository), world, state)
        }
        Place::Layout(dir) => prove(work, dir.to_string(), &layouts::open(&world.project().path(dir), world.runner())?, world, state),
    }
}

fn prove(work: &Prove, place: String, source: &dyn ImageSource, world: &World, state: &State) -> Result<Ended, StepError> {
    let root = state.lock().indexes.get(&work.image).cloned();
    let root = root.ok_or_else(|| StepError::new(ExitKind::Bug, format!("image `{}` has no index", work.image)))?;
    let expectation = Expectation { platforms: Some(work.platforms.clone()), provenance: work.attest.provenance, sbom: work.attest.sbom };
    let caches = Caches::of(world.runner());
    let kept = caches.as_ref().map(|caches| KeptSource::new(source, caches.documents()));
    let source = kept.as_ref().map_or(source, |kept| kept as &dyn ImageSource);
    // An index that is kept was read whole, by its digest, a moment ago: that is why it is kept.
    let known = state.lock().records.remove(&work.image).filter(|record| record.root().digest == *root.digest());
    let record = known.map_or_else(|| read(&root, source, world), Ok)?;
    let allow_foreign = allowed(&work.allow_foreign);
    let policy = ContentsPolicy {
        read: ReadSettings { cache: caches.as_ref().map(Caches::scans), ..ReadSettings::default() },
        allow_foreign: &allow_foreign,
        base_layers: &|platform, diff_ids| base::layers(work, &record, source, platform, diff_ids, world, state),
    };
    let contents = read_contents(source, &record, &policy).map_err(|error| source_failure(&error))?;
    let verdict = judge(&record, &expectation).with_contents(contents);
    let mut state = state.lock();
    state.judged(&work.image, place, &verdict);
    let Some(proven) = verdict.proven() else {
        return Err(not_proven(&work.image, &verdict, left(&work.place)));
    };
    state.children.insert(work.image.clone(), record.documents().to_vec());
    state.proven.insert(work.image.clone(), proven);
    Ok(Ended::done(count(verdict.platforms().len(), "platform")))
}

/// What a project answers for, as the proof takes it.
pub(crate) fn allowed(by_project: &[project::AllowForeign]) -> Vec<AllowForeign> {
    by_project.iter().map(|allowed| AllowForeign { path: allowed.path.clone(), why: allowed.why.clone() }).collect()
}

/// The failure of an image whose findings were told, and what that left as it was.
pub(super) fn not_proven(image: &ImageId, verdict: &Verdict, left: &str) -> StepError {
    let errors = verdict.findings().iter().filter(|finding| finding.severity == Severity::Error);
    let errors: BTreeSet<&str> = errors.map(|finding| finding.id.as_str()).collect();
    let errors = errors.into_iter().collect::<Vec<_>>().join(", ");
    StepError::new(ExitKind::Verification, format!("`{image}` is not what it says: {errors}"))
        .hint(format!("see the findings above; {left}"))
}

/// Not what we composed is judged, but what is there under its digest.
pub(super) fn read(root: &Document, source: &dyn ImageSource, world: &World) -> Result<ImageRecord, StepError> {
    let policy = ReadPolicy::JUST_PUSHED;
    let there = read_back(source, root.digest(), &policy).map_err(|error| source_failure(&error))?;
    let there = there.ok_or_else(|| {
        StepError::new(ExitKind::Verification, format!("{}@{} was put, and is not there", source.name(), root.digest()))
            .hint("run again; if it stays so, something removes what is put there")
    })?;
    read_image(source, &there, &policy, world.runner().secrets()).map_err(|error| source_failure(&error))
}

/// What a failed proof leaves as it was.
fn left(place: &Place) -> &'static str {
    match place {
        Place::Registry(_) => "no tag was moved",
        Place::Layout(_) => "nothing was loaded, and no layout was replaced",
    }
}

/// A source that could not be read, by whose fault.
pub(crate) fn source_failure(error: &archwright_oci::SourceError) -> StepError {
    match (error.place::<RegistryError>(), error.place::<LayoutError>()) {
        (Some(registry), _) => registry_failure(registry),
        (None, Some(layout)) => layouts::failure(layout),
        (None, None) => StepError::new(ExitKind::Verification, error.to_string())
            .hint("run again; if it stays so, something on the way to the registry changes what passes through"),
    }
}
