//! What a statement shows: build arguments, variables of steps, the Dockerfile.

use crate::exposure::{self, ExposedSecret, Exposure, KnownSecrets, Path, argument_place, named, shown};
use archwright_model::secret::{names_a_secret, passwords};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// How `BuildKit` calls a build argument among the arguments of its frontend.
const BUILD_ARGUMENT: &str = "build-arg:";

pub(super) fn exposures(bytes: &[u8], secrets: &dyn KnownSecrets) -> Result<Vec<Exposure>, serde_json::Error> {
    exposure::exposures(bytes, secrets, search)
}

fn search(at: &Path, text: &str, secrets: &dyn KnownSecrets) -> Vec<Exposure> {
    let argument = at.last_key().and_then(|key| key.strip_prefix(BUILD_ARGUMENT));
    let exposure = |secret| match argument {
        Some(name) => Exposure { secret, place: argument_place(name) },
        None => at.shows(secret),
    };
    judged(at, argument, text, secrets).map(exposure).into_iter().collect()
}

fn judged(at: &Path, argument: Option<&str>, text: &str, secrets: &dyn KnownSecrets) -> Option<ExposedSecret> {
    let is_given = argument.is_some() || at.keys().any(|key| matches!(key, "proxy_env" | "proxyEnv"));
    let password = if is_given { ExposedSecret::GivenPassword } else { ExposedSecret::Password };
    if let Some(secret) = shown(text, secrets, password) {
        return Some(secret);
    }
    match (argument, at.last_key()) {
        (Some(name), _) if names_a_secret(name) => named(text, ExposedSecret::GivenSecret),
        (_, Some("env")) => {
            let (name, value) = text.split_once('=')?;
            names_a_secret(name).then(|| named(value, ExposedSecret::Named))?
        }
        // The Dockerfile, in base64.
        (_, Some("data")) => {
            let bytes = STANDARD.decode(text).ok()?;
            let text = String::from_utf8(bytes).ok()?;
            let lines = || text.lines();
            let is_known = lines().any(|line| secrets.are_in(line));
            let has_password = || lines().any(|line| !passwords(line).is_empty());
            is_known.then_some(ExposedSecret::Known).or_else(|| has_password().then_some(ExposedSecret::Password))
        }
        _ => None,
    }
}
