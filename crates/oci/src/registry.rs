//! A client of the OCI distribution API (`distribution-spec/spec.md`), synchronous, shared between threads.
//!
//! Reads the user's docker config for credentials, answers `Basic` and `Bearer` challenges, retries by class (see
//! [`RETRIES`]), and never sends a credential to a host that a redirect names.

mod access;
mod agents;
mod auth;
mod blobs;
mod call;
mod challenge;
mod client;
mod companions;
mod credentials;
mod docker_config;
mod error;
mod known;
mod manifests;
mod paging;
mod proxies;
mod push_access;
mod referrers;
mod repository;
mod response;
mod retry;
mod retry_after;
mod stream;
mod tags;
mod token;
mod transport;
mod upload;
mod url;

pub use access::{Protocol, RegistryAccess, Settings, Upload};
pub use call::OpenContent;
#[cfg(fuzzing)]
pub use challenge::bearer_challenges;
pub use client::Client;
pub use companions::Companion;
pub use credentials::{CredentialHelper, NoHelpers};
pub use docker_config::{DockerConfig, DockerConfigError};
pub use error::{RegistryError, RegistryErrorKind};
pub use known::{KNOWN_REGISTRIES, KnownRegistry, KnownWays, log_in};
pub use proxies::Proxies;
pub use referrers::ReferrerList;
pub use repository::RepositorySource;
pub use retry::{NEVER_RETRIED, RETRIES, RetryClass, RetryRule, jitter};
pub use stream::BlobReader;
pub use upload::BlobPush;
