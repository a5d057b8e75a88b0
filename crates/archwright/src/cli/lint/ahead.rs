//! What is certain to give a wrong image is told before it is built.

use super::{Job, judge};
use crate::cli::session::Session;
use archwright_model::{Platforms, Project, Severity, project::Key};
use archwright_plan::{Plan, Work, lint::kinds};
use std::collections::BTreeMap;

/// Warns of each Dockerfile of the plan whose image will not be what its index says; all else is `lint`'s to tell.
pub(in crate::cli) fn warn_of_wrong_images(session: &Session<'_>, project: &Project, plan: &Plan) {
    if session.progress_is_json() {
        return;
    }
    let mut built: BTreeMap<&Key, Platforms> = BTreeMap::new();
    for step in plan.steps() {
        let Work::Build(bake) = &step.work else { continue };
        for target in &bake.targets {
            let platforms = built.entry(&target.image.image).or_default();
            *platforms = platforms.iter().chain([target.platform]).collect();
        }
    }
    for image in &project.images {
        let Some(platforms) = built.get(&image.key) else { continue };
        // What cannot be read is the build's to tell.
        let Ok(job) = Job::of_image(project, image, Some(platforms)) else { continue };
        let certain = [kinds::PLATFORM_DEFAULT.id, kinds::IMAGE_PLATFORM.id, kinds::PLATFORM_ARG_GIVEN.id];
        let judged = judge(&[job]);
        for finding in judged.findings().filter(|finding| finding.severity == Severity::Error && certain.contains(&finding.id.as_str())) {
            let told = finding.to_string();
            session.out.say(&format!("warning: {}", told.strip_prefix("error ").unwrap_or(&told)));
        }
    }
}
