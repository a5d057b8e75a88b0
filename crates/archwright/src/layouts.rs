//! OCI layouts as a run opens them: what reads one ends when the run is asked to stop.

use crate::{StepError, runner::Runner};
use archwright_model::ExitKind;
use archwright_oci::{Layout, layout::LayoutError};
use camino::Utf8Path;

/// A layout that is there.
pub(crate) fn open(dir: &Utf8Path, runner: &Runner) -> Result<Layout, StepError> {
    Layout::open(dir).map(|layout| layout.until(runner.interrupt().flag())).map_err(|error| failure(&error))
}

/// A new one.
pub(crate) fn create(dir: &Utf8Path, runner: &Runner) -> Result<Layout, StepError> {
    Layout::create(dir).map(|layout| layout.until(runner.interrupt().flag())).map_err(|error| failure(&error))
}

/// Why one could not be read or written, as a step's failure.
pub(crate) fn failure(error: &LayoutError) -> StepError {
    let failure = StepError::new(if error.is_cancelled() { ExitKind::Interrupted } else { ExitKind::Verification }, error.to_string());
    if error.as_content().is_some_and(|content| content.size().is_some()) {
        return failure.hint("copy it again, whole, or build it again; what wrote it may have been interrupted, or the disk full");
    }
    failure
}
