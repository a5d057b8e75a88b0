//! One request to a registry, before credentials and transport.

use archwright_model::{Registry, Repository};
use std::fmt;

/// What a request may do to a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Permission {
    Pull,
    PullPush,
}

/// The HTTP methods that we use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Get,
    /// `GET` for the first byte alone, and only the head of the answer is read.
    GetFirstByte,
    Head,
    Put,
    Post,
    Delete,
}

impl Method {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Get | Self::GetFirstByte => "GET",
            Self::Head => "HEAD",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        }
    }
}

/// What is sent with a request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Payload<'a> {
    pub content_type: &'a str,
    pub bytes: &'a [u8],
}

/// One request to a registry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Call<'a> {
    pub method: Method,
    pub repository: &'a Repository,
    /// `manifests`, `blobs` or `blobs/uploads`.
    pub what: &'static str,
    /// A tag or a digest; empty for a new upload.
    pub selector: &'a str,
    pub permission: Permission,
    pub accept: Option<&'a str>,
    pub payload: Option<Payload<'a>>,
    /// The largest answer that is read, in bytes.
    pub limit: u64,
}

impl Call<'_> {
    pub(super) fn registry(&self) -> &Registry {
        self.repository.registry()
    }

    /// The path of the distribution API.
    pub(super) fn path(&self) -> String {
        format!("/v2/{}/{}/{}", self.repository.path(), self.what, self.selector)
    }

    /// The scope of a token for it (distribution, `docs/spec/auth/scope.md`).
    pub(super) fn scope(&self) -> String {
        let actions = match self.permission {
            Permission::Pull => "pull",
            Permission::PullPush => "pull,push",
        };
        format!("repository:{}:{actions}", self.repository.path())
    }
}

impl fmt::Display for Call<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.selector.is_empty() {
            return write!(f, "push to {}", self.repository);
        }
        let separator = if self.selector.contains(':') { '@' } else { ':' };
        let what = self.what.strip_suffix('s').unwrap_or(self.what);
        write!(f, "{} {what} {}{separator}{}", self.method.name(), self.repository, self.selector)
    }
}
