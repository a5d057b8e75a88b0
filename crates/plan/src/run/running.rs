//! For which platforms something runs in a build: a `RUN`, or the test of an image.

use super::Run;
use crate::{
    ImageId, PlanError,
    dockerfile::{Build, Dockerfile, On, Reach, Verb, evaluate},
};
use archwright_model::{Platform, Platforms};

/// The platforms that the builder has to run, natively or emulated.
pub(super) fn platforms(run: &Run<'_>) -> Result<Platforms, PlanError> {
    let mut found = Vec::new();
    for id in run.images_and_needed()? {
        for platform in run.platforms_of(&id)?.iter() {
            if runs_on(run, &id, platform)? {
                found.push(platform);
            }
        }
    }
    Ok(found.into_iter().collect())
}

/// What is not known may run something.
fn runs_on(run: &Run<'_>, id: &ImageId, platform: Platform) -> Result<bool, PlanError> {
    let image = run.model_image(id)?;
    let Some(text) = run.facts().repository.dockerfile(image).map(|dockerfile| &dockerfile.text) else { return Ok(true) };
    let dockerfile = Dockerfile::read(text);
    if image.test.is_some() || dockerfile.is_foreign() {
        return Ok(true);
    }
    let mut args = image.build_args.clone();
    let variant = image.variants.iter().find(|variant| Some(&variant.key) == id.variant.as_ref());
    args.extend(variant.into_iter().flat_map(|variant| variant.build_args.clone()));
    let build = Build { args: &args, target: image.stage.as_deref(), platform, builder: platform };
    let stages = evaluate(&dockerfile, &build).stages;
    let here = |stage: &&crate::dockerfile::Stage| stage.reach > Reach::Unused && stage.on != On::Builder && stage.platform == platform;
    let runs = |verb: Verb| matches!(verb, Verb::Run | Verb::Onbuild | Verb::Unknown);
    Ok(stages.iter().filter(here).any(|stage| dockerfile.instructions[stage.from..stage.end].iter().any(|one| runs(one.verb))))
}
