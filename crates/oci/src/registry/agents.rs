//! Which pool of connections a request takes: whom it trusts, and whether it goes through a proxy.

use super::access::{Protocol, Settings};
use super::error::RegistryError;
use super::proxies::{Proxies, Way};
use super::url::Url;
use archwright_model::Registry;
use std::collections::BTreeMap;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Proxy};

/// Pools of connections.
pub(super) struct Agents {
    proxies: Proxies,
    usual: Pools,
    own: BTreeMap<Registry, Own>,
}

/// Those of one trust.
struct Pools {
    direct: Agent,
    http: Agent,
    https: Agent,
}

/// Those of one registry.
enum Own {
    /// With certificates of its own.
    Trusting(Pools),
    /// Without a look at certificates.
    Unchecked(Pools),
}

/// The pool for a request, and the one that is tried if the first one's trust does not do.
pub(super) struct Choice<'a> {
    pub first: &'a Agent,
    pub second: Option<&'a Agent>,
}

impl Agents {
    pub(super) fn new(settings: &Settings) -> Result<Self, RegistryError> {
        let mut own = BTreeMap::new();
        for (registry, access) in &settings.registries {
            let bad = |why| RegistryError::settings(registry, why);
            match access.protocol {
                Protocol::Insecure => {
                    let tls = TlsConfig::builder().disable_verification(true).build();
                    own.insert(registry.clone(), Own::Unchecked(Pools::new(settings, &tls).map_err(bad)?));
                }
                Protocol::Https | Protocol::Http if access.authorities.is_empty() => {}
                Protocol::Https | Protocol::Http => {
                    let tls = trusting(&access.authorities).map_err(|why| bad(format!("the CA file {why}")))?;
                    own.insert(registry.clone(), Own::Trusting(Pools::new(settings, &tls).map_err(bad)?));
                }
            }
        }
        let bad = |why| RegistryError::settings(&"this machine", why);
        let tls = match &settings.authorities {
            Some(pem) => trusting(std::slice::from_ref(pem)).map_err(|why| bad(format!("SSL_CERT_FILE {why}")))?,
            None => TlsConfig::default(),
        };
        Ok(Self { proxies: settings.proxies.clone(), usual: Pools::new(settings, &tls).map_err(bad)?, own })
    }

    /// Ends every request in flight.
    pub(super) fn shutdown(&self) {
        let own = self.own.values().map(|(Own::Trusting(pools) | Own::Unchecked(pools))| pools);
        for pools in own.chain([&self.usual]) {
            for agent in [&pools.direct, &pools.http, &pools.https] {
                agent.clone().shutdown();
            }
        }
    }

    /// The pool for an address that a registry is behind, or sends to.
    pub(super) fn choose(&self, url: &Url, registry: &Registry) -> Choice<'_> {
        let way = self.proxies.way(url);
        match self.own.get(registry) {
            // Public authorities are trusted beside those of the registry's own, as Docker and BuildKit do.
            Some(Own::Trusting(own)) => Choice { first: own.of(way), second: Some(self.usual.of(way)) },
            // Whom it sends to is checked as ever.
            Some(Own::Unchecked(own)) if url.host() == host_of(registry) => Choice { first: own.of(way), second: None },
            Some(Own::Unchecked(_)) | None => Choice { first: self.usual.of(way), second: None },
        }
    }
}

impl Pools {
    fn new(settings: &Settings, tls: &TlsConfig) -> Result<Self, String> {
        let direct = config(settings).tls_config(tls.clone()).proxy(None).build().new_agent();
        let through = |proxy: &Option<String>| -> Result<Agent, String> {
            let Some(address) = proxy else { return Ok(direct.clone()) };
            // The address may have a password.
            let proxy = Proxy::new(address).map_err(|_| "a proxy in the environment is no `http://host:port`".to_owned())?;
            Ok(config(settings).tls_config(tls.clone()).proxy(Some(proxy)).build().new_agent())
        };
        Ok(Self { http: through(&settings.proxies.http)?, https: through(&settings.proxies.https)?, direct })
    }

    fn of(&self, way: Way) -> &Agent {
        match way {
            Way::Direct => &self.direct,
            Way::Http => &self.http,
            Way::Https => &self.https,
        }
    }
}

fn config(settings: &Settings) -> ureq::config::ConfigBuilder<ureq::typestate::AgentScope> {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .user_agent(&settings.user_agent)
        .timeout_resolve(Some(settings.connect_timeout))
        .timeout_connect(Some(settings.connect_timeout))
        .timeout_per_read(Some(settings.read_timeout))
        .timeout_per_write(Some(settings.read_timeout))
        .timeout_recv_response(Some(settings.read_timeout))
        // What is read at once is small: a server that trickles is given up in the end.
        .timeout_per_call(Some(settings.read_timeout.saturating_mul(4)))
}

fn trusting(authorities: &[Vec<u8>]) -> Result<TlsConfig, String> {
    let mut roots = Vec::new();
    for pem in authorities {
        roots.extend(certificates(pem)?);
    }
    Ok(TlsConfig::builder().root_certs(RootCerts::new_with_certs(&roots)).build())
}

fn certificates(pem: &[u8]) -> Result<Vec<Certificate<'static>>, String> {
    let mut found = Vec::new();
    for item in parse_pem(pem) {
        match item {
            Ok(PemItem::Certificate(certificate)) => found.push(certificate),
            Ok(_) => {}
            Err(error) => return Err(format!("is no PEM: {error}")),
        }
    }
    if found.is_empty() { Err("has no certificate".into()) } else { Ok(found) }
}

fn host_of(registry: &Registry) -> &str {
    registry.api_host().rsplit_once(':').map_or(registry.api_host(), |(host, _)| host)
}
