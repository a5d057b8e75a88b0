//! How one registry is reached, and who says so.

use archwright_model::project::Upload;
use camino::Utf8PathBuf;
use serde::Serialize;
use std::fmt;

/// How one registry is reached.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Reach {
    /// What is spoken to it.
    pub transport: Transport,
    /// Registries that are asked first, each a host with an optional path.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mirrors: Vec<String>,
    /// PEM files with authorities that it is trusted by, absolute.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authorities: Vec<Utf8PathBuf>,
    /// How layers are sent to it.
    #[serde(skip_serializing_if = "is_whole")]
    pub upload: Upload,
    /// Who says so.
    pub origins: Vec<ReachOrigin>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it")]
fn is_whole(upload: &Upload) -> bool {
    *upload == Upload::Whole
}

/// What is spoken to a registry; the names are BuildKit's (`util/resolver`, seen in 0.25).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transport {
    /// HTTPS with a certificate that is checked.
    #[default]
    Tls,
    /// Plain HTTP and nothing else: `http = true`.
    Http,
    /// HTTPS whatever the certificate, else plain HTTP, as Docker treats an insecure registry: `http` and `insecure` together.
    Insecure,
}

/// Who says how a registry is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReachOrigin {
    /// Its table in the project.
    Project,
    /// It is on loopback.
    Loopback,
    /// The Docker server asks that mirror of it first.
    ServersMirror(String),
    /// It is a mirror of the Docker server's.
    IsServersMirror,
    /// The Docker server has it for insecure.
    ServersInsecure,
    /// Docker's folder of authorities.
    Authority(Utf8PathBuf),
}

impl Reach {
    /// One whose certificate is not checked.
    pub(super) fn insecure(origin: ReachOrigin) -> Self {
        Self { transport: Transport::Insecure, origins: vec![origin], ..Self::default() }
    }

    /// The same with what somebody else says of it.
    pub(super) fn add(&mut self, other: Self) {
        self.transport = match (self.transport, other.transport) {
            (Transport::Insecure, _) | (_, Transport::Insecure) => Transport::Insecure,
            (Transport::Http, _) | (_, Transport::Http) => Transport::Http,
            (Transport::Tls, Transport::Tls) => Transport::Tls,
        };
        self.mirrors.extend(other.mirrors);
        self.authorities.extend(other.authorities);
        self.origins.extend(other.origins);
    }
}

impl fmt::Display for ReachOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Project => f.write_str("archwright.toml"),
            Self::Loopback => f.write_str("not checked, or plain HTTP: it is on loopback"),
            Self::ServersMirror(mirror) => write!(f, "mirror {mirror} of the Docker server"),
            Self::IsServersMirror => f.write_str("a mirror of the Docker server"),
            Self::ServersInsecure => f.write_str("insecure registry of the Docker server"),
            Self::Authority(file) => write!(f, "signed by {file}"),
        }
    }
}
