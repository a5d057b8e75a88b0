//! Which images and variants: words and flags, else the environment, else the target.

use super::{Preset, member};
use crate::cli::{Fault, args::BuildArgs, session::Session};
use archwright_model::project::Setting;
use archwright_plan::{Selection, request::Variants};

pub(super) fn selection(session: &Session<'_>, preset: &Preset, args: &BuildArgs) -> Result<Selection, Fault> {
    let mut images = args.images.clone();
    let mut except = listed(&args.common.except);
    match preset {
        Preset::Image(image) => images.push(image.clone()),
        // Words of the command line go before the target's own.
        Preset::Target(target) if images.is_empty() => {
            images.extend(target.images.iter().map(ToString::to_string));
            except.extend(target.except.iter().cloned());
        }
        Preset::All | Preset::Platforms(..) | Preset::Local if images.is_empty() => images.extend(member::images(session)?),
        Preset::All | Preset::Platforms(..) | Preset::Local | Preset::Target(_) => {}
    }
    Ok(Selection { images, variants: variants(session, preset, args), except })
}

/// A word that names a variant leaves nothing for the environment and the target to say.
fn variants(session: &Session<'_>, preset: &Preset, args: &BuildArgs) -> Variants {
    if args.common.all {
        return Variants::All;
    }
    let flags = listed(&args.common.variant);
    if !flags.is_empty() || args.images.iter().any(|word| word.contains(':')) {
        return Variants::named(flags);
    }
    match session.variables().of(&Setting::Variant) {
        Some((_, text)) => Variants::named(listed(&[text.to_owned()])),
        None => Variants::named(preset.target().map(|target| target.variants.clone()).unwrap_or_default()),
    }
}

/// What flags list, each with commas.
fn listed(flags: &[String]) -> Vec<String> {
    flags.iter().flat_map(|flag| flag.split(',')).map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
