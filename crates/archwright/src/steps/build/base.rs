//! A base image that BuildKit cannot have, by what its registry answered.

mod refusal;

use archwright_model::{ExitKind, Platform};
use refusal::Refusal;

/// Why there is no base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Base<'a> {
    /// Nobody answers.
    Unreachable(&'a str),
    /// 429.
    Limited(&'a str),
    /// 5xx, or whatever else a registry should not say.
    Failing(&'a str),
    /// It does not say whether the image is there: Docker Hub answers so of any repository that it does not have.
    Denied(&'a str),
    /// It has no image for the platform.
    NotFor(&'a str),
    /// It has no such image.
    Missing(&'a str),
}

impl<'a> Base<'a> {
    /// By the operation's name and its error (BuildKit's `[internal] load metadata for NAME`; texts of containerd's resolver, seen
    /// with BuildKit 0.25).
    pub(super) fn of(operation: &'a str, error: &str) -> Option<Self> {
        let name = operation.strip_prefix("[internal] load metadata for ")?;
        if error.contains("failed to do request: ") || error.contains(": dial tcp") {
            return Some(Self::Unreachable(name));
        }
        if error.contains("no match for platform") {
            return Some(Self::NotFor(name));
        }
        match Refusal::of(error) {
            Refusal::Denied => Some(Self::Denied(name)),
            Refusal::Limited => Some(Self::Limited(name)),
            Refusal::Passing if error.contains("unexpected status") => Some(Self::Failing(name)),
            Refusal::Passing if error.ends_with(": not found") => Some(Self::Missing(name)),
            Refusal::Passing => None,
        }
    }

    /// A registry that does not do its part is none of the image's faults.
    pub(super) fn kind(self) -> ExitKind {
        match self {
            Self::Unreachable(_) | Self::Limited(_) | Self::Failing(_) => ExitKind::Registry,
            Self::Denied(_) | Self::NotFor(_) | Self::Missing(_) => ExitKind::ImageBuild,
        }
    }

    pub(super) fn fix(self, platform: Option<Platform>) -> String {
        match self {
            Self::Unreachable(name) => format!(
                "the builder does not reach the registry of `{name}`: check its name, the network and proxies, or name a mirror under `mirrors` of its [registry] table"
            ),
            Self::Limited(_) => "wait, or log in with `docker login`: registries allow more to those they know".into(),
            Self::Failing(name) => format!("the registry of `{name}` is at fault: run again later; what is finished comes from the cache"),
            Self::Denied(name) => {
                format!("check that `{name}` is spelt right; if it is private, log in to its registry with `docker login`")
            }
            Self::NotFor(name) => {
                let platform = platform.map_or_else(|| "that platform".to_owned(), |platform| platform.to_string());
                format!(
                    "take a base that has {platform}, or leave {platform} out of the platforms; `docker buildx imagetools inspect {name}` lists those of this one"
                )
            }
            Self::Missing(name) => {
                format!("check name and tag; `docker buildx imagetools inspect {name}` asks for it without a build")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Base;

    /// As BuildKit 0.25 says it.
    #[test]
    fn the_registrys_answer_decides() {
        for (error, kind, fix) in [
            (
                "failed to do request: Head \"http://r:1/v2/x/manifests/1\": dial tcp 127.0.0.1:1: connect: connection refused",
                7,
                "does not reach",
            ),
            (
                "failed to authorize: failed to fetch anonymous token: Get \"https://auth/token\": dial tcp: lookup auth: no such host",
                7,
                "does not reach",
            ),
            ("unexpected status from HEAD request to https://r/v2/x/manifests/1: 503 Service Unavailable", 7, "is at fault"),
            ("r/x:1: toomanyrequests: slow down", 7, "wait, or log in"),
            (
                "pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed",
                6,
                "is private",
            ),
            ("no match for platform in manifest: not found", 6, "a base that has linux/arm64"),
            ("r/x:1: not found", 6, "check name and tag"),
        ] {
            let base = Base::of("[internal] load metadata for r/x:1", error).unwrap();
            assert_eq!(base.kind().code(), kind, "{error}");
            assert!(base.fix(Some("linux/arm64".parse().unwrap())).contains(fix), "{error}: {base:?}");
        }
        assert_eq!(Base::of("[internal] load metadata for r/x:1", "context deadline exceeded"), None);
        assert_eq!(Base::of("[1/2] RUN make", "failed to do request: x"), None);
    }
}
