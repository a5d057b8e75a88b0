//! What a config shows: variables, labels, commands, and a history that repeats build arguments.

use super::history::{Assigned, assignments};
use crate::exposure::{self, ExposedSecret, Exposure, KnownSecrets, Path, argument_place, named, shown};
use archwright_model::secret::names_a_secret;

pub(super) fn exposures(bytes: &[u8], secrets: &dyn KnownSecrets) -> Result<Vec<Exposure>, serde_json::Error> {
    exposure::exposures(bytes, secrets, search)
}

fn search(at: &Path, text: &str, secrets: &dyn KnownSecrets) -> Vec<Exposure> {
    if is_platform(at) {
        return Vec::new();
    }
    let assigned = match at.last_key() {
        Some("Env") => text.split_once('=').map(|(name, value)| Assigned::Variable { name, value }).into_iter().collect(),
        Some("created_by" | "OnBuild") => assignments(text),
        Some(_) | None => Vec::new(),
    };
    let mut found: Vec<_> = assigned.iter().filter_map(|assigned| judged(assigned, secrets)).collect();
    let rest = shown(text, secrets, ExposedSecret::Password);
    let is_told = |rest: ExposedSecret| found.iter().any(|exposure| is_as_bad(exposure.secret, rest));
    if let Some(rest) = rest.filter(|rest| !is_told(*rest)) {
        found.push(at.shows(rest));
    }
    found
}

/// Whether a place says the platform: `linux` is nobody's password there.
fn is_platform(at: &Path) -> bool {
    let mut keys = at.keys();
    matches!((keys.next(), keys.next()), (Some("os" | "architecture" | "variant"), None))
}

fn judged(assigned: &Assigned<'_>, secrets: &dyn KnownSecrets) -> Option<Exposure> {
    let (name, value, password, distinctive, place) = match *assigned {
        Assigned::Argument { name, value } => (name, value, ExposedSecret::GivenPassword, ExposedSecret::GivenSecret, argument_place(name)),
        Assigned::Variable { name, value } => {
            (name, value, ExposedSecret::Password, ExposedSecret::Named, format!("environment variable `{name}`"))
        }
    };
    let by_name = || names_a_secret(name).then(|| named(value, distinctive))?;
    // A name that shows something must not be told.
    let secret = shown(value, secrets, password).or_else(by_name).filter(|_| !secrets.are_in(name))?;
    Some(Exposure { secret, place })
}

/// Whether a text was told of for something at least as bad.
fn is_as_bad(told: ExposedSecret, rest: ExposedSecret) -> bool {
    match rest {
        ExposedSecret::Known => told == ExposedSecret::Known,
        ExposedSecret::GivenPassword | ExposedSecret::GivenSecret | ExposedSecret::Password | ExposedSecret::Named => true,
    }
}
