//! A push that the registry did not take: our own client asks what holds now, and its answer decides what comes next. BuildKit's
//! words explain it, and decide nothing.

use crate::World;
use archwright_model::{ExitKind, Repository};
use archwright_oci::registry::{RegistryErrorKind, jitter};
use std::time::Duration;

/// How our own client fares in the repository that a push failed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It may not push either: that will be no other the next time.
    Denied,
    /// The registry asks for time.
    Limited,
    /// Nobody answers, or the registry fails.
    Down,
    /// It may push. Two platforms that push one layer at once can make a registry refuse the second (distribution 2.8 answers
    /// `MANIFEST_BLOB_UNKNOWN`), and what is built is cached.
    Well,
}

/// How often a push is tried in all.
const TRIES: u32 = 3;

/// Asks, and tells what was said, if that is more than yes.
pub(super) fn ask(repository: &Repository, world: &World) -> (Standing, Option<String>) {
    match world.client().map(|client| client.check_push(repository)) {
        Ok(Ok(())) => (Standing::Well, None),
        Ok(Err(error)) => (Standing::of(error.kind()), Some(error.to_string())),
        Err(error) => (Standing::Down, Some(error.to_string())),
    }
}

impl Standing {
    fn of(error: &RegistryErrorKind) -> Self {
        match error {
            RegistryErrorKind::NotAuthorised => Self::Denied,
            RegistryErrorKind::RateLimited => Self::Limited,
            RegistryErrorKind::Unreachable | RegistryErrorKind::Refused { .. } | RegistryErrorKind::BadContent => Self::Down,
            // Whoever goes on sees it for himself.
            RegistryErrorKind::Interrupted => Self::Well,
        }
    }

    /// How a run ends that goes no further.
    pub(super) fn kind(self) -> ExitKind {
        match self {
            Self::Denied => ExitKind::NotAuthorised,
            Self::Limited | Self::Down | Self::Well => ExitKind::Registry,
        }
    }

    /// How long to wait after so many tries; none if there shall be no other.
    pub(super) fn pause(self, tries: u32) -> Option<Duration> {
        let first = match self {
            Self::Denied => return None,
            Self::Limited => Duration::from_secs(15),
            Self::Down | Self::Well => Duration::from_secs(1),
        };
        (tries < TRIES).then(|| jitter(first.saturating_mul(1 << (2 * (tries - 1)))))
    }
}

#[cfg(test)]
mod tests {
    use super::Standing::{self, Denied, Down, Limited, Well};
    use archwright_oci::registry::RegistryErrorKind;
    use std::time::Duration;

    #[test]
    fn what_the_registry_answers_us_decides() {
        let refused = |status| RegistryErrorKind::Refused { status, code: String::new(), message: "denied".into() };
        for (error, standing, exit) in [
            (RegistryErrorKind::NotAuthorised, Denied, 8),
            (RegistryErrorKind::RateLimited, Limited, 7),
            (RegistryErrorKind::Unreachable, Down, 7),
            (refused(503), Down, 7),
            (refused(404), Down, 7),
        ] {
            assert_eq!(Standing::of(&error), standing, "{error:?}");
            assert_eq!(standing.kind().code(), exit, "{error:?}");
        }
    }

    #[test]
    fn pauses_grow_and_end() {
        let seconds = |standing: Standing, tries| standing.pause(tries).map(|pause| pause.as_secs_f64());
        for (standing, first) in [(Well, 1.0), (Down, 1.0), (Limited, 15.0)] {
            assert!((first / 2.0..=first).contains(&seconds(standing, 1).unwrap()));
            assert!((first * 2.0..=first * 4.0).contains(&seconds(standing, 2).unwrap()));
            assert_eq!(seconds(standing, 3), None);
        }
        assert_eq!(Denied.pause(1), None);
        assert!(Limited.pause(2).unwrap() <= Duration::from_secs(60));
    }
}
