//! One request to a registry, before credentials and transport.

use super::url::{Url, form};
use archwright_model::{Registry, Repository};
use std::fmt;
use std::io::{self, Read};

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
    /// `GET` for everything from this byte on.
    GetFrom(u64),
    Head,
    Put,
    Patch,
    Post,
    Delete,
}

impl Method {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Get | Self::GetFirstByte | Self::GetFrom(_) => "GET",
            Self::Head => "HEAD",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        }
    }

    /// Whether it changes nothing, so that a redirect of it is followed.
    pub(super) fn only_reads(self) -> bool {
        match self {
            Self::Get | Self::GetFirstByte | Self::GetFrom(_) | Self::Head => true,
            Self::Put | Self::Patch | Self::Post | Self::Delete => false,
        }
    }
}

/// The parts of a repository's HTTP interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Manifests,
    Blobs,
    /// Uploads of blobs; an upload that was begun has an address of its own.
    Uploads,
    Tags,
    Referrers,
}

impl Part {
    fn path(self) -> &'static str {
        match self {
            Self::Manifests => "manifests",
            Self::Blobs => "blobs",
            Self::Uploads => "blobs/uploads",
            Self::Tags => "tags",
            Self::Referrers => "referrers",
        }
    }
}

/// Opens content anew, from its first byte, for each try to send it.
pub type OpenContent<'a> = dyn Fn() -> io::Result<Box<dyn Read + Send + 'a>> + Sync + 'a;

/// The same as a trait whose objects live as short as needed.
pub(super) trait Source: Sync {
    fn open(&self) -> io::Result<Box<dyn Read + Send + '_>>;
}

/// What a caller gave.
#[derive(Clone, Copy)]
pub(super) struct Given<'a, 'r>(pub &'a OpenContent<'r>);

impl Source for Given<'_, '_> {
    fn open(&self) -> io::Result<Box<dyn Read + Send + '_>> {
        (self.0)()
    }
}

/// The bytes that are sent.
#[derive(Clone, Copy)]
pub(super) enum Content<'a> {
    Bytes(&'a [u8]),
    Stream { size: u64, source: &'a dyn Source },
}

/// What is sent with a request.
#[derive(Clone, Copy)]
pub(super) struct Payload<'a> {
    pub content_type: &'a str,
    /// Which part of a blob it is, where it is only a part.
    pub content_range: Option<&'a str>,
    pub content: Content<'a>,
}

impl<'a> Payload<'a> {
    pub(super) fn bytes(content_type: &'a str, bytes: &'a [u8]) -> Self {
        Self { content_type, content_range: None, content: Content::Bytes(bytes) }
    }

    /// Bytes without a meaning of their own; none of them still announce their length.
    pub(super) fn octets(content: Content<'a>) -> Self {
        Self { content_type: "application/octet-stream", content_range: None, content }
    }
}

/// How the answer is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// At most so many bytes; more are a failure.
    Whole(u64),
    /// As a stream, which whoever reads it bounds.
    Stream,
}

/// Whether a request is sent again by the table of retries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeat {
    ByTable,
    /// Not by itself: it is a part of something that is begun anew as a whole.
    Never,
}

/// One request to a registry.
#[derive(Clone, Copy)]
pub(super) struct Call<'a> {
    pub method: Method,
    pub repository: &'a Repository,
    pub part: Part,
    /// A tag or a digest; empty for a new upload.
    pub selector: &'a str,
    pub query: &'a [(&'a str, &'a str)],
    /// The address that an answer named, in place of the interface's own.
    pub at: Option<&'a Url>,
    pub permission: Permission,
    /// Another repository of the registry that is read in the same breath.
    pub also_pulls: Option<&'a Repository>,
    pub accept: Option<&'a str>,
    pub payload: Option<Payload<'a>>,
    pub reading: Reading,
    pub repeat: Repeat,
}

/// Enough for any answer that carries no content.
pub(super) const SMALL_ANSWER: u64 = 64 * 1024;

impl<'a> Call<'a> {
    /// A request whose permission follows from its method.
    pub(super) fn new(method: Method, repository: &'a Repository, part: Part, selector: &'a str) -> Self {
        let permission = if method.only_reads() { Permission::Pull } else { Permission::PullPush };
        Self {
            method,
            repository,
            part,
            selector,
            query: &[],
            at: None,
            permission,
            also_pulls: None,
            accept: None,
            payload: None,
            reading: Reading::Whole(SMALL_ANSWER),
            repeat: Repeat::ByTable,
        }
    }

    pub(super) fn registry(&self) -> &'a Registry {
        self.repository.registry()
    }

    /// Path and query in the distribution API.
    pub(super) fn target(&self) -> String {
        let query = if self.query.is_empty() { String::new() } else { format!("?{}", form(self.query)) };
        format!("/v2/{}/{}/{}{query}", self.repository.path(), self.part.path(), self.selector)
    }

    /// The scopes of a token for it (distribution, `docs/spec/auth/scope.md`).
    pub(super) fn scopes(&self) -> Vec<String> {
        let actions = match self.permission {
            Permission::Pull => "pull",
            Permission::PullPush => "pull,push",
        };
        let own = format!("repository:{}:{actions}", self.repository.path());
        let other = self.also_pulls.map(|other| format!("repository:{}:pull", other.path()));
        [Some(own), other].into_iter().flatten().collect()
    }
}

impl fmt::Display for Call<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { repository, selector, .. } = self;
        let method = self.method.name();
        let separator = if selector.contains(':') { '@' } else { ':' };
        match self.part {
            Part::Uploads => write!(f, "push to {repository}"),
            Part::Tags => write!(f, "{method} tags of {repository}"),
            Part::Referrers => write!(f, "{method} referrers of {repository}{separator}{selector}"),
            Part::Manifests => write!(f, "{method} manifest {repository}{separator}{selector}"),
            Part::Blobs => write!(f, "{method} blob {repository}{separator}{selector}"),
        }
    }
}
