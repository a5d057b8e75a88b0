//! Settings from the environment, between flags and file.

use super::Fault;
use crate::observe::Environment;
use archwright_model::{Origin, Platforms, Sourced, nearest};
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

/// A setting: the flag if given, else the variable, each with its origin.
pub(super) fn setting<T>(
    flag: Option<&str>,
    flag_name: &str,
    environment: &Environment,
    variable: &str,
) -> Result<Option<Sourced<T>>, Fault>
where
    T: FromStr,
    T::Err: Display,
{
    let (text, origin) = match (flag, environment.get(variable)) {
        (Some(text), _) => (text, Origin::Flag(flag_name.into())),
        (None, Some(text)) => (text, Origin::Environment(variable.into())),
        (None, None) => return Ok(None),
    };
    let value = text.parse().map_err(|error| Fault::usage(format!("{origin}: {error}")))?;
    Ok(Some(Sourced::new(value, origin)))
}

/// The platforms that a flag or the environment names; a list without one is a mistake.
pub(super) fn platforms(flag: Option<&str>, environment: &Environment) -> Result<Option<Sourced<Platforms>>, Fault> {
    match setting::<Platforms>(flag, "--platforms", environment, "ARCHWRIGHT_PLATFORMS")? {
        Some(asked) if asked.value.is_empty() => {
            Err(Fault::usage(format!("{} names no platform", asked.origin)).hint("for example linux/amd64,linux/arm64"))
        }
        asked => Ok(asked),
    }
}

/// A variable that is yes or no, and nothing else; none if it is unset or empty.
pub(super) fn boolean(environment: &Environment, variable: &str) -> Result<Option<bool>, Fault> {
    match environment.get(variable).map(str::to_ascii_lowercase).as_deref() {
        None => Ok(None),
        Some("0" | "false" | "no" | "off") => Ok(Some(false)),
        Some("1" | "true" | "yes" | "on") => Ok(Some(true)),
        Some(other) => Err(Fault::usage(format!("environment {variable}: `{other}` is neither true nor false"))
            .hint("set it to true or false, or unset it")),
    }
}
