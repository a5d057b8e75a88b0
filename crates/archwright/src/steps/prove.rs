//! *Prove*: an image is read back by digest and judged, its attestations searched for secrets; only the verdict makes it
//! publishable.

use super::Ended;
use crate::{StepError, World, execute::State, layouts, registry::docker_config, world::registry_failure};
use archwright_model::{ExitKind, Severity, count};
use archwright_oci::{
    Expectation, ImageSource, ReadPolicy, judge,
    layout::LayoutError,
    read_back, read_image,
    registry::{RegistryError, RepositorySource},
};
use archwright_plan::publish::{Place, Prove};
use std::collections::BTreeSet;

pub(super) fn run(work: &Prove, world: &World, state: &State) -> Result<Ended, StepError> {
    let root = state.lock().indexes.get(&work.image).cloned();
    let root = root.ok_or_else(|| StepError::new(ExitKind::Bug, format!("image `{}` has no index", work.image)))?;
    let expectation = Expectation { platforms: Some(work.platforms.clone()), provenance: work.attest.provenance, sbom: work.attest.sbom };
    // Proxies and their passwords stand in it, and buildx gives them to every build.
    docker_config(world.runner())?;
    // Not what we composed is judged, but what is there under its digest.
    let read = |source: &dyn ImageSource| {
        let policy = ReadPolicy::JUST_PUSHED;
        let there = read_back(source, root.digest(), &policy).map_err(|error| source_failure(&error))?;
        let there = there.ok_or_else(|| {
            StepError::new(ExitKind::Verification, format!("{}@{} was put, and is not there", source.name(), root.digest()))
                .hint("run again; if it stays so, something removes what is put there")
        })?;
        read_image(source, &there, &policy, world.runner().secrets()).map_err(|error| source_failure(&error))
    };
    // An index that is kept was read whole, by its digest, a moment ago: that is why it is kept.
    let kept = state.lock().records.remove(&work.image).filter(|record| record.root().digest == *root.digest());
    let (record, place) = match (&work.place, kept) {
        (Place::Registry(repository), Some(record)) => (record, repository.to_string()),
        (Place::Layout(dir), Some(record)) => (record, dir.to_string()),
        (Place::Registry(repository), None) => (read(&RepositorySource::new(world.client()?, repository))?, repository.to_string()),
        (Place::Layout(dir), None) => {
            let layout = layouts::open(&world.project().path(dir), world.runner())?;
            (read(&layout)?, dir.to_string())
        }
    };
    let verdict = judge(&record, &expectation);
    let mut state = state.lock();
    state.judged(&work.image, place, &verdict);
    let Some(proven) = verdict.proven() else {
        let errors = verdict.findings().iter().filter(|finding| finding.severity == Severity::Error);
        let errors: BTreeSet<&str> = errors.map(|finding| finding.id.as_str()).collect();
        let errors = errors.into_iter().collect::<Vec<_>>().join(", ");
        return Err(StepError::new(ExitKind::Verification, format!("`{}` is not what it says: {errors}", work.image))
            .hint(format!("see the findings above; {}", left(&work.place))));
    };
    state.proven.insert(work.image.clone(), proven);
    Ok(Ended::done(count(verdict.platforms().len(), "platform")))
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
        (None, None) => StepError::new(ExitKind::Verification, error.to_string()),
    }
}
