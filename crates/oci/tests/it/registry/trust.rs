//! Whom the client trusts, and what it speaks to whom.

use super::{settings, tagged};
use crate::support::{FakeRegistry, Guard, tls};
use archwright_model::{Registry, Tag};
use archwright_oci::registry::{Client, Protocol, RegistryAccess, RegistryError};

/// Reads a manifest from a registry that is reached like this.
fn read(registry: &Registry, access: RegistryAccess) -> Result<bool, RegistryError> {
    let mut settings = settings();
    settings.registries.insert(registry.clone(), access);
    let tag: Tag = "1".parse().unwrap();
    let image = format!("{registry}/noetl/server").parse::<archwright_model::Repository>().unwrap().tagged(&tag);
    Client::new(settings).unwrap().manifest(&image).map(|found| found.is_some())
}

#[test]
fn an_authority_of_its_own_is_trusted_and_no_other_certificate_is() {
    let fake = FakeRegistry::start(Guard::Open);
    tagged(&fake);
    let registry = tls::in_front_of(&fake);
    let signed = RegistryAccess { authorities: vec![tls::authority()], ..RegistryAccess::default() };
    assert!(read(&registry, signed).unwrap());
    let error = read(&registry, RegistryAccess::default()).unwrap_err().to_string();
    assert!(error.contains("UnknownIssuer") && error.contains("`ca-file`"), "{error}");
}

#[test]
fn an_insecure_registry_is_reached_whatever_its_certificate() {
    let fake = FakeRegistry::start(Guard::Open);
    tagged(&fake);
    let insecure = RegistryAccess { protocol: Protocol::Insecure, authorities: Vec::new() };
    assert!(read(&tls::in_front_of(&fake), insecure).unwrap());
}

/// It is asked once what it speaks; with credentials, too, which then go by plain HTTP.
#[test]
fn an_insecure_registry_without_tls_is_reached_by_http() {
    let fake = FakeRegistry::start(Guard::Token { basic: None, refresh: None });
    tagged(&fake);
    let insecure = RegistryAccess { protocol: Protocol::Insecure, authorities: Vec::new() };
    assert!(read(fake.repository().registry(), insecure).unwrap());
}
