//! One image or variant for one platform, as a target of bake.

use super::{
    options::options,
    place::{Route, export_dir, route},
};
use crate::{
    ImageId, Output, PlanError, Run,
    bake::{BakeOutput, BakeTarget},
    publish::Release,
};
use archwright_model::{
    Platform,
    command::Arg,
    project::{Attest, Image, Provenance, Variant},
};
use std::collections::BTreeMap;

pub(super) fn target(
    run: &Run<'_>,
    id: &ImageId,
    image: &Image,
    variant: Option<&Variant>,
    release: &Release,
    platform: Platform,
) -> Result<BakeTarget, PlanError> {
    let merged = |own: &BTreeMap<String, String>, more: Option<&BTreeMap<String, String>>| {
        let mut all = own.clone();
        all.extend(more.into_iter().flatten().map(|(name, value)| (name.clone(), value.clone())));
        all
    };
    let args = merged(&image.build_args, variant.map(|variant| &variant.build_args));
    Ok(BakeTarget {
        name: BakeTarget::name_of(id, platform),
        image: id.clone(),
        platform,
        requested: true,
        context: image.context.clone(),
        dockerfile: image.dockerfile.clone(),
        stage: image.stage.clone(),
        args: args.into_iter().map(|(name, value)| (name.clone(), Arg::named(&name, value))).collect(),
        labels: merged(&image.labels, variant.map(|variant| &variant.labels)),
        // An index gets them from us; a bare manifest is BuildKit's, and tagged as it is.
        annotations: if release.is_bare() { image.annotations.clone() } else { BTreeMap::new() },
        contexts: image.build.contexts.iter().map(|(name, context)| (name.clone(), context.to_string())).collect(),
        attest: match run.output() {
            // Nothing is left that an attestation could be about, and the classic image store takes none.
            Output::Nothing => attest(Attest { provenance: Provenance::Off, sbom: false }),
            Output::Push | Output::Load | Output::Layout(_) => attest(image.attest),
        },
        output: match run.output() {
            Output::Push if route(run, image) == Route::ByDigest => BakeOutput::PushByDigest(release.repository.clone()),
            Output::Push | Output::Load | Output::Layout(_) => {
                BakeOutput::OciDir { dir: export_dir(id, platform), names: release.references().collect() }
            }
            Output::Nothing => BakeOutput::CacheOnly,
        },
        no_cache: run.request().no_cache,
        options: options(run, id, image, release, platform)?,
    })
}

fn attest(attest: Attest) -> Vec<String> {
    let provenance = match attest.provenance {
        Provenance::Off => "type=provenance,disabled=true",
        Provenance::Min => "type=provenance,mode=min",
        Provenance::Max => "type=provenance,mode=max",
    };
    let sbom = if attest.sbom { "type=sbom" } else { "type=sbom,disabled=true" };
    vec![provenance.into(), sbom.into()]
}
