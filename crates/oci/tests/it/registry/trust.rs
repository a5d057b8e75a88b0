//! Whom the client trusts, and what it speaks to whom.

use super::{INDEX, settings, tagged};
use crate::support::{FakeRegistry, Fault, Guard, tls};
use archwright_model::{ImageRef, Registry, Repository};
use archwright_oci::media_type::OCI_INDEX;
use archwright_oci::registry::{Client, Protocol, RegistryAccess, RegistryError, RegistryErrorKind, Settings};
use archwright_oci::{Descriptor, digest};

fn image(registry: &Registry) -> ImageRef {
    format!("{registry}/noetl/server:1").parse().unwrap()
}

/// Reads a manifest from a registry that is reached like this.
fn read(registry: &Registry, access: RegistryAccess) -> Result<bool, RegistryError> {
    let mut settings = settings();
    settings.registries.insert(registry.clone(), access);
    Client::new(settings).unwrap().manifest(&image(registry)).map(|found| found.is_some())
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
    let insecure = RegistryAccess { protocol: Protocol::Insecure, ..RegistryAccess::default() };
    assert!(read(&tls::in_front_of(&fake), insecure).unwrap());
}

/// It is asked once what it speaks; with credentials, too, which then go by plain HTTP.
#[test]
fn an_insecure_registry_without_tls_is_reached_by_http() {
    let fake = FakeRegistry::start(Guard::Token { basic: None, refresh: None });
    tagged(&fake);
    let insecure = RegistryAccess { protocol: Protocol::Insecure, ..RegistryAccess::default() };
    assert!(read(fake.repository().registry(), insecure).unwrap());
}

#[test]
fn the_authorities_of_the_machine_take_the_place_of_the_public_ones() {
    let fake = FakeRegistry::start(Guard::Open);
    let registry = tls::in_front_of(&fake);
    fake.manifest("1", OCI_INDEX, INDEX.as_bytes());
    let image = image(&registry);
    let https = RegistryAccess { protocol: Protocol::Https, ..RegistryAccess::default() };
    let with = |authorities| {
        let registries = [(registry.clone(), https.clone())].into();
        Client::new(Settings { registries, authorities, ..settings() })
    };
    assert!(with(Some(tls::authority())).unwrap().manifest(&image).unwrap().is_some());
    assert_eq!(with(None).unwrap().manifest(&image).unwrap_err().kind(), &RegistryErrorKind::Unreachable);
    let error = with(Some(b"no certificate".to_vec())).unwrap_err();
    assert_eq!(error.to_string(), "settings of this machine: SSL_CERT_FILE has no certificate");
}

/// A blob, a token and an upload, each of which the registry would have us bring where anybody can read along.
#[test]
fn nothing_leaves_https_for_http() {
    let fake = FakeRegistry::start(Guard::Open);
    let registry = tls::in_front_of(&fake);
    let signed = RegistryAccess { authorities: vec![tls::authority()], ..RegistryAccess::default() };
    let https = RegistryAccess { protocol: Protocol::Https, ..signed };
    let client = Client::new(Settings { registries: [(registry.clone(), https)].into(), ..settings() }).unwrap();
    let repository = Repository::new(registry.clone(), "noetl/server".into()).unwrap();
    let open = FakeRegistry::start(Guard::Open);
    let blob = digest::sha256(b"blob");
    fake.fail([Fault::Redirect(open.url("/x"))]);
    let error = client.small_blob(&repository, &blob, 10).unwrap_err();
    assert!(error.to_string().ends_with("redirects from https to http"), "{error}");

    fake.upload_at(open.url("/v2/noetl/server/blobs/uploads/1"));
    let layer = Descriptor::new("x", blob, 4);
    let error = client.push_blob(&repository, &layer, None, &|| Ok(Box::new(&b"blob"[..]))).unwrap_err();
    assert!(error.to_string().contains("answers with an address without https"), "{error}");
    assert!(error.fix().unwrap().contains("X-Forwarded-Proto"));
    assert_eq!(open.log(), [] as [&str; 0]);

    let asks = FakeRegistry::start(Guard::Token { basic: None, refresh: None });
    let registry = tls::in_front_of(&asks);
    let signed = RegistryAccess { authorities: vec![tls::authority()], protocol: Protocol::Https, ..RegistryAccess::default() };
    let client = Client::new(Settings { registries: [(registry.clone(), signed)].into(), ..settings() }).unwrap();
    let error = client.manifest(&image(&registry)).unwrap_err();
    assert!(error.to_string().ends_with("the registry names a token server without https"), "{error}");
}
