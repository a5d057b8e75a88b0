//! The client against a registry that misbehaves.

mod auth;
mod content;
mod faults;
mod image;
mod listing;
mod proxy;
mod push_access;
mod pushing;
mod storage;
mod trust;

use crate::support::FakeRegistry;
use archwright_model::{ImageRef, Tag};
use archwright_oci::media_type::OCI_INDEX;
use archwright_oci::registry::{Client, DockerConfig, RegistryError, RegistryErrorKind, Settings};
use std::time::Duration;

/// An index without entries: the smallest document.
const INDEX: &str = r#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}"#;

fn settings() -> Settings {
    Settings { retry_pause: Duration::from_millis(2), read_timeout: Duration::from_secs(10), ..Settings::default() }
}

fn client() -> Client {
    Client::new(settings()).unwrap()
}

fn client_with(config: &str) -> Client {
    Client::new(Settings { docker_config: DockerConfig::parse(config).unwrap(), ..settings() }).unwrap()
}

#[test]
fn a_client_is_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Client>();
    shared::<RegistryError>();
}

/// `server:1`, which is the smallest index.
fn tagged(fake: &FakeRegistry) -> ImageRef {
    fake.manifest("1", OCI_INDEX, INDEX.as_bytes());
    let tag: Tag = "1".parse().unwrap();
    fake.repository().tagged(&tag)
}

/// The kind of an error in one word, and its text without the port.
fn told<T>(fake: &FakeRegistry, result: Result<T, RegistryError>) -> String {
    let Err(error) = result else { return "ok".into() };
    let kind = match error.kind() {
        RegistryErrorKind::Unreachable => "unreachable".to_owned(),
        RegistryErrorKind::NotAuthorised => "not-authorised".to_owned(),
        RegistryErrorKind::RateLimited => "rate-limited".to_owned(),
        RegistryErrorKind::Refused { status, code, .. } => format!("refused {status} {code}"),
        RegistryErrorKind::BadContent => "bad-content".to_owned(),
        RegistryErrorKind::Interrupted => "interrupted".to_owned(),
    };
    let text = error.to_string().replace(fake.registry().host(), "HOST");
    assert!(!text.contains("secret"), "{text}");
    format!("{kind} | {text}")
}
