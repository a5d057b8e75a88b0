//! Build arguments: those that are secret reach buildx through its environment, and stand nowhere else.

use super::BakeTarget;
use crate::ImageId;
use archwright_model::command::Arg;
use serde::{Serializer, ser::SerializeMap as _};
use std::collections::BTreeMap;

/// The build arguments as everybody may see them.
pub(super) fn shown<S: Serializer>(args: &BTreeMap<String, Arg>, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(args.len()))?;
    args.iter().try_for_each(|(name, value)| map.serialize_entry(name, value.shown()))?;
    map.end()
}

/// The secret ones of some targets, each once, by the variable of the bake file that it is; the environment sets that.
pub(super) fn secret(targets: &[BakeTarget]) -> BTreeMap<String, &str> {
    let of = |target: &BakeTarget, name: &str| variable(&target.image, name);
    let all = targets.iter().flat_map(|target| target.args.iter().map(move |(name, value)| (target, name, value)));
    all.filter_map(|(target, name, value)| match value {
        Arg::Secret(text) => Some((of(target, name), text.as_str())),
        Arg::Plain(_) => None,
    })
    .collect()
}

/// The variable of an image's secret argument: `ARCHWRIGHT_app_V_redis_A_NPM_TOKEN`.
///
/// A key has no upper case, so `_V_`, `_A_` and the `D` of a dash keep them apart whatever they are called.
pub(super) fn variable(image: &ImageId, argument: &str) -> String {
    let variant = image.variant.as_ref().map(|variant| format!("_V_{variant}")).unwrap_or_default();
    let owner = format!("{}{variant}", image.image).replace('-', "D");
    let argument: String = argument.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    format!("ARCHWRIGHT_{owner}_A_{argument}")
}

#[cfg(test)]
mod tests {
    use super::variable;

    #[test]
    fn variables_are_names_for_bake_and_for_a_shell() {
        for (image, argument, name) in
            [("app", "NPM_TOKEN", "ARCHWRIGHT_app_A_NPM_TOKEN"), ("my-app:re-dis", "npm.token", "ARCHWRIGHT_myDapp_V_reDdis_A_npm_token")]
        {
            assert_eq!(variable(&image.to_owned().try_into().unwrap(), argument), name);
        }
    }
}
