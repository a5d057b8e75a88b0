//! What an image shows that nobody should read: in what is attested of it, and in its config.

mod walk;

pub(crate) use walk::{Path, exposures};

use archwright_model::secret::{is_distinctive, passwords};
use serde::{Deserialize, Serialize};

/// Texts that nobody should read, known to whoever asks for a proof.
pub trait KnownSecrets: Sync {
    /// Whether one of them stands in a text.
    fn are_in(&self, text: &str) -> bool;
}

/// Nobody's secrets: what looks like one is found all the same.
#[derive(Debug, Clone, Copy)]
pub struct NoSecrets;

impl KnownSecrets for NoSecrets {
    fn are_in(&self, _: &str) -> bool {
        false
    }
}

/// A place that shows something secret.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Exposure {
    /// What it is.
    pub secret: ExposedSecret,
    /// Where it stands: build argument `HTTP_PROXY`, or a path of the JSON.
    pub place: String,
}

/// What a place shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExposedSecret {
    /// A secret that whoever asked knows.
    Known,
    /// The password of a URL that was given to the build, as a proxy or another build argument.
    GivenPassword,
    /// The value of a build argument whose name says that it is secret.
    GivenSecret,
    /// The password of a URL that stands elsewhere, in a Dockerfile say.
    Password,
    /// A plain word under a name that says that it is secret, or a variable of the Dockerfile's with such a name.
    Named,
}

/// How people call a build argument; such a place is told first.
const ARGUMENT_PLACE: &str = "build argument";

/// The place of a build argument.
pub(crate) fn argument_place(name: &str) -> String {
    format!("{ARGUMENT_PLACE} `{name}`")
}

/// What a text shows, whatever stands around it.
pub(crate) fn shown(text: &str, secrets: &dyn KnownSecrets, password: ExposedSecret) -> Option<ExposedSecret> {
    if secrets.are_in(text) {
        return Some(ExposedSecret::Known);
    }
    (!passwords(text).is_empty()).then_some(password)
}

/// What a value shows whose name says that it is secret.
pub(crate) fn named(value: &str, distinctive: ExposedSecret) -> Option<ExposedSecret> {
    match value {
        "" => None,
        value if is_distinctive(value) => Some(distinctive),
        _ => Some(ExposedSecret::Named),
    }
}
