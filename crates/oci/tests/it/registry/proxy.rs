use super::{INDEX, settings, told};
use crate::support::{FakeRegistry, Guard, proxy::Proxy};
use archwright_model::ImageRef;
use archwright_oci::media_type::OCI_INDEX;
use archwright_oci::registry::{Client, Protocol, Proxies, RegistryAccess, RegistryErrorKind, Settings};
use std::time::Duration;

#[test]
fn what_is_not_on_this_machine_goes_through_the_proxy_of_the_environment() {
    let fake = FakeRegistry::start(Guard::Open);
    fake.manifest("1", OCI_INDEX, INDEX.as_bytes());
    let proxy = Proxy::before(&fake);
    let image: ImageRef = "registry.invalid:5000/noetl/server:1".parse().unwrap();
    let client = |none_for: &str| {
        let http = RegistryAccess { protocol: Protocol::Http, ..RegistryAccess::default() };
        let proxies =
            Proxies { http: Some(format!("http://me:secret@{}", proxy.address)), none_for: none_for.into(), ..Proxies::default() };
        let registries = [(image.repository().registry().clone(), http)].into();
        Client::new(Settings { registries, proxies, connect_timeout: Duration::from_secs(2), ..settings() }).unwrap()
    };
    assert!(client("").manifest(&image).unwrap().is_some());
    assert_eq!(proxy.asked(), ["CONNECT registry.invalid:5000 +auth"]);
    assert!(client("").manifest(&fake.repository().tagged(&"1".parse().unwrap())).unwrap().is_some());
    let direct = client("localhost, .invalid").manifest(&image).unwrap_err();
    assert_eq!(direct.kind(), &RegistryErrorKind::Unreachable, "{direct}");
    assert_eq!(proxy.asked(), [] as [&str; 0]);
}

#[test]
fn a_proxy_that_is_none_is_told_without_its_password() {
    let proxies = Proxies { https: Some("not a proxy: secret".into()), ..Proxies::default() };
    let error = Client::new(Settings { proxies, ..settings() }).unwrap_err();
    let fake = FakeRegistry::start(Guard::Open);
    assert!(told(&fake, Err::<(), _>(error)).ends_with("a proxy in the environment is no `http://host:port`"));
}
