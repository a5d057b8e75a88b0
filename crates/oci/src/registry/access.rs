//! How registries are reached, as the caller's configuration says.

use super::credentials::{CredentialHelper, NoHelpers};
use super::docker_config::DockerConfig;
use super::proxies::Proxies;
use archwright_model::Registry;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// How one registry is reached.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RegistryAccess {
    /// What is spoken to it.
    pub protocol: Protocol,
    /// Certificates in PEM that this registry is trusted by, beside the public ones.
    pub authorities: Vec<Vec<u8>>,
    /// How blobs are sent to it.
    pub upload: Upload,
}

/// How blobs are sent to a registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Upload {
    /// Each in one request: every registry takes that.
    #[default]
    Whole,
    /// In parts of so many bytes, for registries behind something that refuses larger requests. ECR and Google's Artifact Registry
    /// take no parts.
    Parts {
        /// The size of a part.
        size: u64,
    },
}

/// What is spoken to a registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Protocol {
    /// HTTPS with a certificate that is checked.
    #[default]
    Https,
    /// Plain HTTP.
    Http,
    /// HTTPS whatever the certificate; if none answers, plain HTTP.
    Insecure,
}

/// What a client needs to know. Environment and files are read by the caller.
#[derive(Clone)]
pub struct Settings {
    /// Registries that are reached in a way of their own; others by HTTPS, except on this machine's loopback, where Docker too takes
    /// plain HTTP.
    pub registries: BTreeMap<Registry, RegistryAccess>,
    /// The user's docker config.
    pub docker_config: DockerConfig,
    /// What runs credential helpers.
    pub helper: Arc<dyn CredentialHelper>,
    /// What the client calls itself.
    pub user_agent: String,
    /// The way to hosts that are not on this machine.
    pub proxies: Proxies,
    /// Certificates in PEM that are trusted in place of the public ones, as Go's programs do with `SSL_CERT_FILE`.
    pub authorities: Option<Vec<u8>>,
    /// The longest time that a connection may take.
    pub connect_timeout: Duration,
    /// The longest time without a byte.
    pub read_timeout: Duration,
    /// The first pause before a retry; each next one is twice as long.
    pub retry_pause: Duration,
    /// Set from outside, it ends every call at the next opportunity.
    pub cancelled: Arc<AtomicBool>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            registries: BTreeMap::new(),
            docker_config: DockerConfig::default(),
            helper: Arc::new(NoHelpers),
            user_agent: concat!("archwright/", env!("CARGO_PKG_VERSION")).into(),
            proxies: Proxies::default(),
            authorities: None,
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(30),
            retry_pause: Duration::from_millis(500),
            cancelled: Arc::default(),
        }
    }
}

impl Settings {
    /// How blobs are sent to a registry.
    pub(super) fn upload(&self, registry: &Registry) -> Upload {
        self.registries.get(registry).map_or(Upload::Whole, |access| access.upload)
    }

    /// What is spoken to a registry.
    pub(super) fn scheme(&self, registry: &Registry) -> Protocol {
        let usual = if registry.is_loopback() { Protocol::Http } else { Protocol::Https };
        self.registries.get(registry).map_or(usual, |access| access.protocol)
    }
}
