//! What full provenance would show to everybody who may pull: it is in the registry as soon as BuildKit pushes, before any proof.

use crate::{Output, PlanError, Run};
use archwright_model::{
    project::{Image, Provenance, Variant},
    secret::holds_a_secret,
};

pub(super) fn check(run: &Run<'_>, image: &Image, variant: Option<&Variant>) -> Result<(), PlanError> {
    if image.attest.provenance != Provenance::Max || run.output() == Output::Nothing {
        return Ok(());
    }
    let given = image.build_args.iter().filter(|(name, _)| variant.is_none_or(|variant| !variant.build_args.contains_key(*name)));
    let given = given.chain(variant.into_iter().flat_map(|variant| &variant.build_args));
    let secret = given.filter(|(name, value)| holds_a_secret(name, value));
    let arguments = secret.map(|(name, _)| format!("build argument `{name}`"));
    let proxies = run.facts().proxies_with_password.iter().map(|name| format!("the password of `{name}` in Docker's configuration"));
    let shown: Vec<_> = arguments.chain(proxies).collect();
    if shown.is_empty() {
        return Ok(());
    }
    Err(PlanError::configuration(format!("image `{}`: provenance = \"max\" would publish {}", image.key, shown.join(", ")))
        .about(format!("image.{}.provenance", image.key))
        .hint(format!(
            "set provenance = \"min\" in [image.{}], and take what is secret in no stage that the image is made of: its history shows it",
            image.key
        )))
}
