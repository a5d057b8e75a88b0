//! Settings from the environment, between flags and file: `ARCHWRIGHT_*` everywhere, and variables that the project names.

use super::Fault;
use crate::observe::Environment;
use archwright_model::{Origin, Platforms, Project, Sourced, nearest, project::Setting};
use std::{fmt::Display, str::FromStr};

const PREFIX: &str = "ARCHWRIGHT_";

/// Every variable that is read, behind `ARCHWRIGHT_`.
const VARIABLES: [&str; 7] = ["BUILDER", "PLATFORMS", "PROGRESS", "PUSH", "REGISTRY", "RUST_TOOLCHAIN", "TAG"];

/// A warning for each variable that looks like one of ours and is none. Others of that prefix are somebody's own.
pub(super) fn warnings(environment: &Environment) -> Vec<String> {
    let names = environment.iter().filter_map(|(name, _)| name.to_str()?.strip_prefix(PREFIX));
    let unknown = names.filter(|name| !VARIABLES.contains(name));
    let near = unknown.filter_map(|name| Some((name, nearest(name, VARIABLES)?)));
    near.map(|(name, meant)| format!("environment {PREFIX}{name} is not read; did you mean {PREFIX}{meant}?")).collect()
}

/// The environment as a project reads it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Variables<'a> {
    environment: &'a Environment,
    project: Option<&'a Project>,
}

impl<'a> Variables<'a> {
    pub(super) fn new(environment: &'a Environment, project: Option<&'a Project>) -> Self {
        Self { environment, project }
    }

    /// The variable that sets something, and its text; ours goes before the project's own. One that is empty is not set.
    pub(super) fn of(self, setting: &Setting) -> Option<(String, &'a str)> {
        let ours = ours(setting).map(|name| format!("{PREFIX}{name}"));
        let own = self.project.into_iter().flat_map(|project| &project.environment).filter(|(_, set)| *set == setting);
        let mut names = ours.into_iter().chain(own.map(|(name, _)| name.clone()));
        names.find_map(|name| self.environment.get(&name).map(|text| (name.clone(), text)))
    }

    /// A setting that is yes or no, and nothing else.
    pub(super) fn boolean(self, setting: &Setting) -> Result<Option<Sourced<bool>>, Fault> {
        let Some((name, text)) = self.of(setting) else { return Ok(None) };
        let value = match text.to_ascii_lowercase().as_str() {
            "0" | "false" | "no" | "off" => false,
            "1" | "true" | "yes" | "on" => true,
            other => {
                let message = format!("environment {name}: `{other}` is neither true nor false");
                return Err(Fault::usage(message).hint("set it to true or false, or unset it"));
            }
        };
        Ok(Some(Sourced::new(value, Origin::Environment(name))))
    }

    /// The settings that the project's own variables give, each with its variable.
    pub(super) fn own(self) -> impl Iterator<Item = (&'a str, &'a Setting, &'a str)> {
        let all = self.project.into_iter().flat_map(|project| &project.environment);
        all.filter_map(move |(name, setting)| Some((name.as_str(), setting, self.environment.get(name)?)))
    }
}

/// Our own variable for a setting, behind the prefix.
fn ours(setting: &Setting) -> Option<&'static str> {
    match setting {
        Setting::Platforms => Some("PLATFORMS"),
        Setting::Tag => Some("TAG"),
        Setting::Registry => Some("REGISTRY"),
        Setting::Builder => Some("BUILDER"),
        Setting::Push => Some("PUSH"),
        Setting::Progress => Some("PROGRESS"),
        Setting::Variant
        | Setting::Name
        | Setting::Load
        | Setting::NoCache
        | Setting::KeepGoing
        | Setting::BuildArg(_)
        | Setting::Ui(_) => None,
    }
}

/// A setting: the flag if given, else the variable, each with its origin.
pub(super) fn setting<T>(
    flag: Option<&str>,
    flag_name: &str,
    variables: Variables<'_>,
    setting: &Setting,
) -> Result<Option<Sourced<T>>, Fault>
where
    T: FromStr,
    T::Err: Display,
{
    let (text, origin) = match (flag, variables.of(setting)) {
        (Some(text), _) => (text, Origin::Flag(flag_name.into())),
        (None, Some((name, text))) => (text, Origin::Environment(name)),
        (None, None) => return Ok(None),
    };
    let value = text.parse().map_err(|error| Fault::usage(format!("{origin}: {error}")))?;
    Ok(Some(Sourced::new(value, origin)))
}

/// The platforms that a flag or the environment names; a list without one is a mistake.
pub(super) fn platforms(flag: Option<&str>, variables: Variables<'_>) -> Result<Option<Sourced<Platforms>>, Fault> {
    match setting::<Platforms>(flag, "--platforms", variables, &Setting::Platforms)? {
        Some(asked) if asked.value.is_empty() => {
            Err(Fault::usage(format!("{} names no platform", asked.origin)).hint("for example linux/amd64,linux/arm64"))
        }
        asked => Ok(asked),
    }
}
