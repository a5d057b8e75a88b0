//! What is shown that nobody should read, as findings tell it.

use crate::exposure::{ExposedSecret, Exposure};
use archwright_model::{Severity, count};

/// As many places are named; a proxy stands in every step of a build.
const PLACES: usize = 4;

/// The places that show something, told together by how bad they are.
pub(super) fn told(exposures: &[Exposure]) -> impl Iterator<Item = (Severity, String)> {
    [Severity::Error, Severity::Warning].into_iter().filter_map(|severity| {
        let places: Vec<_> = exposures.iter().filter(|exposure| severity_of(exposure.secret) == severity).collect();
        let named: Vec<_> = places.iter().take(PLACES).map(|exposure| named(exposure)).collect();
        let more = match places.len().saturating_sub(PLACES) {
            0 => String::new(),
            more => format!(", and {} more", count(more, "place")),
        };
        (!places.is_empty()).then(|| (severity, format!("{}{more}", named.join(", "))))
    })
}

/// What was given to the build, or is known to be secret, is one; a Dockerfile may hold an example.
fn severity_of(secret: ExposedSecret) -> Severity {
    match secret {
        ExposedSecret::Known | ExposedSecret::GivenPassword | ExposedSecret::GivenSecret => Severity::Error,
        ExposedSecret::Password | ExposedSecret::Named => Severity::Warning,
    }
}

fn named(exposure: &Exposure) -> String {
    let what = match exposure.secret {
        ExposedSecret::Known => "a secret of this run",
        ExposedSecret::GivenPassword | ExposedSecret::Password => "the password of a URL",
        ExposedSecret::GivenSecret | ExposedSecret::Named => "a value whose name says that it is secret",
    };
    format!("{what} in {}", exposure.place)
}
