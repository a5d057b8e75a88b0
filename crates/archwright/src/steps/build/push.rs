//! A push that the registry did not take: tried again by the class of the fault, after a pause.

use archwright_oci::registry::jitter;
use std::time::Duration;

/// Why a push failed, as far as it decides whether to try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// 401 or 403: it will be no other the next time.
    Denied,
    /// 429: the registry asks for time.
    Limited,
    /// Anything else, 400 too: two platforms that push one layer at once can make a registry refuse the second (distribution
    /// 2.8 answers `MANIFEST_BLOB_UNKNOWN`), and what is built is cached.
    Passing,
}

/// How often a push is tried in all.
const TRIES: u32 = 3;

impl Refusal {
    /// By the distribution spec's error code, as BuildKit tells it (`toomanyrequests: slow down`, `denied`; others are `unknown:
    /// blob unknown to registry`), or, where the registry gave none, by the HTTP status: `unexpected status from PUT request to
    /// URL: 403 Forbidden`, before containerd 1.6 `unexpected status: 403 Forbidden`. A token that is refused is told as access
    /// denied.
    pub(super) fn of(error: &str) -> Self {
        let status = error.rsplit_once("unexpected status").and_then(|(_, rest)| {
            let after = rest.match_indices(": ").filter_map(|(at, _)| rest.get(at + 2..at + 5)?.parse::<u16>().ok());
            after.into_iter().next()
        });
        let has_code = |code: &str| error.split(['\n', ':']).any(|part| part.trim() == code);
        match status {
            Some(401 | 403) => Self::Denied,
            Some(429) => Self::Limited,
            None if ["denied", "unauthorized", "insufficient_scope"].into_iter().any(has_code) => Self::Denied,
            None if error.contains("access denied") => Self::Denied,
            None if has_code("toomanyrequests") => Self::Limited,
            Some(_) | None => Self::Passing,
        }
    }

    /// How long to wait after so many tries; none if there shall be no other.
    pub(super) fn pause(self, tries: u32) -> Option<Duration> {
        let first = match self {
            Self::Denied => return None,
            Self::Limited => Duration::from_secs(15),
            Self::Passing => Duration::from_secs(1),
        };
        (tries < TRIES).then(|| jitter(first.saturating_mul(1 << (2 * (tries - 1)))))
    }
}

#[cfg(test)]
mod tests {
    use super::Refusal::{self, Denied, Limited, Passing};
    use std::time::Duration;

    #[test]
    fn the_status_decides() {
        for (error, refusal) in [
            ("failed to push a:5000/x: unexpected status from PUT request to http://a:5000/v2/x/manifests/y: 400 Bad Request", Passing),
            ("unexpected status from POST request to https://ghcr.io/v2/x/blobs/uploads/: 403 Forbidden", Denied),
            ("unexpected status: 401 Unauthorized", Denied),
            ("unexpected status from HEAD request to https://x/v2/y: 429 Too Many Requests", Limited),
            ("push access denied, repository does not exist: server message: insufficient_scope: authorization failed", Denied),
            ("failed to push a:5000/x: toomanyrequests: slow down", Limited),
            ("failed to push a:5000/x: unknown: blob unknown to registry - sha256:0", Passing),
            ("failed to push a:5000/x: denied", Denied),
            ("failed to push a:5000/x: errors:\ndenied: requested access to the resource is denied\nunauthorized: no", Denied),
            ("failed to push registry.denied:5000/denied: connection reset", Passing),
            ("failed to do request: Put \"http://127.0.0.1:403/v2\": dial tcp 127.0.0.1:403: connect: connection refused", Passing),
            ("unexpected status from PUT request to https://x/v2/y: 503 Service Unavailable", Passing),
        ] {
            assert_eq!(Refusal::of(error), refusal, "{error}");
        }
    }

    #[test]
    fn pauses_grow_and_end() {
        let seconds = |refusal: Refusal, tries| refusal.pause(tries).map(|pause| pause.as_secs_f64());
        for (refusal, first) in [(Passing, 1.0), (Limited, 15.0)] {
            assert!((first / 2.0..=first).contains(&seconds(refusal, 1).unwrap()));
            assert!((first * 2.0..=first * 4.0).contains(&seconds(refusal, 2).unwrap()));
            assert_eq!(seconds(refusal, 3), None);
        }
        assert_eq!(Denied.pause(1), None);
        assert!(Limited.pause(2).unwrap() <= Duration::from_secs(60));
    }
}
