//! What variables of the project's own change in it: build arguments, and whether a UI is built.

use super::{Fault, environment::Variables};
use archwright_model::{
    Origin, Project,
    command::Arg,
    project::{Setting, UiMode},
};
use archwright_plan::request::Override;

/// Changes a project as the environment says, and tells what was changed.
pub(super) fn apply(project: &mut Project, variables: Variables<'_>) -> Result<Vec<Override>, Fault> {
    let mut overrides = Vec::new();
    for (variable, setting, text) in variables.own() {
        let origin = Origin::Environment(variable.to_owned());
        match setting {
            Setting::BuildArg(name) => {
                for image in &mut project.images {
                    // A variant's own would go before the image's.
                    image.variants.iter_mut().for_each(|variant| drop(variant.build_args.remove(name)));
                    image.build_args.insert(name.clone(), text.to_owned());
                }
                let value = Arg::named(name, text).shown().to_owned();
                overrides.push(Override { key: format!("build-arg.{name}"), value, origin });
            }
            Setting::Ui(key) => {
                let Some(built) = variables.boolean(setting)? else { continue };
                for ui in project.uis.iter_mut().filter(|ui| ui.key == *key) {
                    ui.mode = match (built.value, ui.mode) {
                        // A page that stands for the UI is no UI either.
                        (true, _) => UiMode::Build,
                        (false, UiMode::Placeholder) => UiMode::Placeholder,
                        (false, UiMode::Build | UiMode::Disabled) => UiMode::Disabled,
                    };
                    let value = if built.value { "build" } else { "disabled" };
                    overrides.push(Override { key: format!("ui.{key}.mode"), value: value.into(), origin: origin.clone() });
                }
            }
            Setting::Platforms
            | Setting::Variant
            | Setting::Name
            | Setting::Tag
            | Setting::Registry
            | Setting::Builder
            | Setting::Push
            | Setting::Load
            | Setting::Progress
            | Setting::NoCache
            | Setting::KeepGoing => {}
        }
    }
    Ok(overrides)
}
