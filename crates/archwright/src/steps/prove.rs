//! *Prove*: an image is read back by digest and judged; only the verdict makes it publishable.

use super::Ended;
use crate::{StepError, World, execute::State, world::registry_failure};
use archwright_model::{ExitKind, Severity, count};
use archwright_oci::{
    Expectation, ImageSource, Layout, ReadPolicy, judge, read_back, read_image,
    registry::{RegistryError, RepositorySource},
};
use archwright_plan::publish::{Place, Prove};

pub(super) fn run(work: &Prove, world: &World, state: &State) -> Result<Ended, StepError> {
    let root = state.lock().indexes.get(&work.image).cloned();
    let root = root.ok_or_else(|| StepError::new(ExitKind::Bug, format!("image `{}` has no index", work.image)))?;
    let expectation = Expectation { platforms: Some(work.platforms.clone()), provenance: work.attest.provenance, sbom: work.attest.sbom };
    // Not what we composed is judged, but what is there under its digest.
    let read = |source: &dyn ImageSource| {
        let policy = ReadPolicy::JUST_PUSHED;
        let there = read_back(source, root.digest(), &policy).map_err(|error| source_failure(&error))?;
        let there = there.ok_or_else(|| {
            StepError::new(ExitKind::Verification, format!("{}@{} was put, and is not there", source.name(), root.digest()))
        })?;
        read_image(source, &there, &policy).map_err(|error| source_failure(&error))
    };
    let (record, place) = match &work.place {
        Place::Registry(repository) => (read(&RepositorySource::new(world.client()?, repository))?, repository.to_string()),
        Place::Layout(dir) => {
            let layout =
                Layout::open(world.project().path(dir)).map_err(|error| StepError::new(ExitKind::Verification, error.to_string()))?;
            (read(&layout)?, dir.to_string())
        }
    };
    let verdict = judge(&record, &expectation);
    let mut state = state.lock();
    state.judged(&work.image, place, &verdict);
    let Some(proven) = verdict.proven() else {
        let errors: Vec<_> =
            verdict.findings().iter().filter(|finding| finding.severity == Severity::Error).map(|finding| finding.id.clone()).collect();
        return Err(StepError::new(ExitKind::Verification, format!("`{}` is not what it says: {}", work.image, errors.join(", ")))
            .hint("see the findings above; no tag was moved"));
    };
    state.proven.insert(work.image.clone(), proven);
    Ok(Ended::done(count(verdict.platforms().len(), "platform")))
}

/// A source that could not be read, by whose fault.
pub(crate) fn source_failure(error: &archwright_oci::SourceError) -> StepError {
    match error.place::<RegistryError>() {
        Some(registry) => registry_failure(registry),
        None => StepError::new(ExitKind::Verification, error.to_string()),
    }
}
