//! Which pool of connections a request takes: whom it trusts, and whether it goes through a proxy.

use super::access::{Protocol, Settings};
use super::error::RegistryError;
use super::url::Url;
use archwright_model::Registry;
use std::collections::BTreeMap;
use ureq::Agent;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

/// Pools of connections.
pub(super) struct Agents {
    usual: Agent,
    /// Loopback: never through a proxy, as in Go.
    local: Agent,
    own: BTreeMap<Registry, Own>,
}

/// The pool of one registry.
enum Own {
    /// With certificates of its own.
    Trusting(Agent),
    /// Without a look at certificates.
    Unchecked(Agent),
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
            let agent = |tls: TlsConfig| {
                let config = config(settings).tls_config(tls);
                let config = if registry.is_loopback() { config.proxy(None) } else { config };
                config.build().new_agent()
            };
            match access.protocol {
                Protocol::Insecure => {
                    own.insert(registry.clone(), Own::Unchecked(agent(TlsConfig::builder().disable_verification(true).build())));
                }
                Protocol::Https | Protocol::Http if access.authorities.is_empty() => {}
                Protocol::Https | Protocol::Http => {
                    let mut roots = Vec::new();
                    for pem in &access.authorities {
                        roots.extend(certificates(pem).map_err(|why| RegistryError::settings(registry, why))?);
                    }
                    let tls = TlsConfig::builder().root_certs(RootCerts::new_with_certs(&roots)).build();
                    own.insert(registry.clone(), Own::Trusting(agent(tls)));
                }
            }
        }
        let local = config(settings).proxy(None).build().new_agent();
        Ok(Self { usual: config(settings).build().new_agent(), local, own })
    }

    /// Ends every request in flight.
    pub(super) fn shutdown(&self) {
        let own = self.own.values().map(|(Own::Trusting(agent) | Own::Unchecked(agent))| agent);
        [&self.usual, &self.local].into_iter().chain(own).for_each(|agent| agent.clone().shutdown());
    }

    /// The pool for an address that a registry is behind, or sends to.
    pub(super) fn choose(&self, url: &Url, registry: &Registry) -> Choice<'_> {
        let usual = if is_loopback(url) { &self.local } else { &self.usual };
        match self.own.get(registry) {
            // Public authorities are trusted beside those of the registry's own, as Docker and BuildKit do.
            Some(Own::Trusting(agent)) => Choice { first: agent, second: Some(usual) },
            // Whom it sends to is checked as ever.
            Some(Own::Unchecked(agent)) if url.host() == host_of(registry) => Choice { first: agent, second: None },
            Some(Own::Unchecked(_)) | None => Choice { first: usual, second: None },
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
        // Everything that is read here is small: a server that trickles is given up in the end.
        .timeout_per_call(Some(settings.read_timeout.saturating_mul(4)))
}

fn certificates(pem: &[u8]) -> Result<Vec<Certificate<'static>>, String> {
    let mut found = Vec::new();
    for item in parse_pem(pem) {
        match item {
            Ok(PemItem::Certificate(certificate)) => found.push(certificate),
            Ok(_) => {}
            Err(error) => return Err(format!("the CA file is no PEM: {error}")),
        }
    }
    if found.is_empty() { Err("the CA file has no certificate".into()) } else { Ok(found) }
}

fn is_loopback(url: &Url) -> bool {
    url.host().parse::<Registry>().is_ok_and(|host| host.is_loopback())
}

fn host_of(registry: &Registry) -> &str {
    registry.api_host().rsplit_once(':').map_or(registry.api_host(), |(host, _)| host)
}
