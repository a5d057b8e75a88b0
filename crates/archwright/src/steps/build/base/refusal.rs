//! How BuildKit tells that a registry refused: words, for want of anything typed.

/// What the words say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// 401 or 403.
    Denied,
    /// 429: the registry asks for time.
    Limited,
    /// Anything else.
    Passing,
}

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
}

#[cfg(test)]
mod tests {
    use super::Refusal::{self, Denied, Limited, Passing};

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
}
