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
mod credentials;
mod docker_config;
mod error;
mod manifests;
mod push_access;
mod repository;
mod response;
mod retry;
mod token;
mod transport;
mod url;

pub use access::{Protocol, RegistryAccess, Settings};
pub use client::Client;
pub use credentials::{CredentialHelper, NoHelpers};
pub use docker_config::{DockerConfig, DockerConfigError};
pub use error::{RegistryError, RegistryErrorKind, log_in};
pub use repository::RepositorySource;
pub use retry::{RETRIES, RetryClass, RetryRule, jitter};
