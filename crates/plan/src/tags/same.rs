//! Files that must carry the project's version, and do.

use crate::{Fact, Facts, PlanError};
use archwright_model::Project;

/// Refuses a project whose files say different versions, each place with what it says.
pub(super) fn check(project: &Project, facts: &Facts) -> Result<(), PlanError> {
    if project.same_version_in.is_empty() {
        return Ok(());
    }
    let about = |error: PlanError| error.about("project.version.same-in");
    let version = match &facts.repository.version {
        Fact::Known(version) => version,
        Fact::Unknown(why) => return Err(about(PlanError::configuration(format!("the project's version is not known: {why}")))),
    };
    let same = |found: &str| found.strip_prefix('v').unwrap_or(found) == version.strip_prefix('v').unwrap_or(version);
    let mut lines = Vec::new();
    for (place, found) in &facts.repository.versions {
        match found {
            Fact::Known(found) if same(found) => {}
            Fact::Known(found) => lines.push(format!("{place}: {found}")),
            Fact::Unknown(why) => lines.push(format!("{place}: {why}")),
        }
    }
    if lines.is_empty() {
        return Ok(());
    }
    let source = facts.origins.get("repository.version").map(|origin| format!(", as {origin} says")).unwrap_or_default();
    let message = format!("the project is of version {version}{source}, and these places say something else");
    Err(about(PlanError::configuration(message).details(lines).hint("write the same version in each, or take the file out of `same-in`")))
}
