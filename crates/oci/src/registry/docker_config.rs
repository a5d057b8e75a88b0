//! The user's docker config: who we are at which registry (docker/cli, `cli/config/configfile`).

mod helper;
mod key;

use super::credentials::{CredentialHelper, Credentials, Found, Source};
use archwright_model::{Registry, Repository, secret::passwords};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use key::Reach;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;

/// The key under which Docker keeps Docker Hub.
const HUB_KEY: &str = "https://index.docker.io/v1/";

/// `config.json` of Docker, as far as registries go.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DockerConfig {
    auths: BTreeMap<String, Entry>,
    creds_store: Option<String>,
    cred_helpers: BTreeMap<String, String>,
    proxies: BTreeMap<String, BTreeMap<String, serde_json::Value>>,
    /// What messages call it.
    #[serde(skip)]
    name: Option<String>,
    /// What is asked before it.
    #[serde(skip)]
    over: Option<Box<Self>>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Entry {
    auth: Option<String>,
    username: Option<String>,
    password: Option<String>,
    identitytoken: Option<String>,
    registrytoken: Option<String>,
}

/// Why a text is no docker config.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DockerConfigError(String);

impl fmt::Display for DockerConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "bad docker config: {}", self.0)
    }
}

impl std::error::Error for DockerConfigError {}

impl DockerConfig {
    /// Reads the text of `config.json`; an empty text is an empty config.
    ///
    /// # Errors
    /// It is not JSON, or a field is of another type. The message has no content of the file.
    pub fn parse(text: &str) -> Result<Self, DockerConfigError> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        // Only the place: serde's message may quote a value, and values here are secrets.
        serde_json::from_str(text)
            .map_err(|error| DockerConfigError(format!("it cannot be read, starting at line {} column {}", error.line(), error.column())))
    }

    /// The same, called like this in messages: the path of its file.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The same under another one, whose `auths` are looked at first, as Docker does with `DOCKER_AUTH_CONFIG` (docker/cli,
    /// `cli/config/configfile`, `GetCredentialsStore`).
    #[must_use]
    pub fn under(mut self, over: Self) -> Self {
        self.over = Some(Box::new(over));
        self
    }

    /// What became of credentials that a registry refused, in words.
    pub(super) fn refused(&self, found: &Found) -> String {
        let own = self.name.as_deref().unwrap_or("the docker config");
        let over = self.over.as_ref().and_then(|over| over.name.as_deref()).unwrap_or(own);
        let name = if found.source == Source::Over { over } else { own };
        match (&found.credentials, &found.source) {
            (Credentials::Anonymous, _) => format!("there are no credentials for it in {name}"),
            (Credentials::Basic { .. } | Credentials::Refresh(_) | Credentials::Bearer(_), Source::File | Source::Over) => {
                format!("the credentials in {name} were refused")
            }
            (Credentials::Basic { .. } | Credentials::Refresh(_) | Credentials::Bearer(_), Source::Helper(helper)) => {
                format!("the credentials that `docker-credential-{helper}` gave were refused")
            }
        }
    }

    /// Every password and token that stands in it, to keep them out of what is shown.
    pub fn secrets(&self) -> Vec<String> {
        let entries = self.auths.values().chain(self.over.iter().flat_map(|over| over.auths.values()));
        let texts = entries.flat_map(|entry| {
            let password = match entry.credentials() {
                Ok(Credentials::Basic { password, .. }) => Some(password),
                Ok(Credentials::Anonymous | Credentials::Refresh(_) | Credentials::Bearer(_)) | Err(_) => None,
            };
            [entry.auth.clone(), entry.password.clone(), entry.identitytoken.clone(), entry.registrytoken.clone(), password]
        });
        texts.flatten().filter(|text| !text.is_empty()).collect()
    }

    /// The proxies that buildx gives to every build as arguments (docker/cli, `cli/config/configfile`, `ProxyConfig`).
    pub fn proxies(&self) -> impl Iterator<Item = &str> {
        self.proxies.values().flat_map(BTreeMap::values).filter_map(serde_json::Value::as_str)
    }

    /// Those among the usual ones whose URL has a password, by their names here: `httpProxy`.
    pub fn proxies_with_password(&self) -> Vec<String> {
        let usual = self.proxies.get("default").into_iter().flatten();
        let has_one = |(_, url): &(&String, &serde_json::Value)| url.as_str().is_some_and(|url| !passwords(url).is_empty());
        usual.filter(has_one).map(|(name, _)| name.clone()).collect()
    }

    /// Who we are at a repository. Docker asks a helper first, and then looks into the file; what the file says of a part of a
    /// registry is nearer than both.
    pub(super) fn credentials(&self, repository: &Repository, helpers: &dyn CredentialHelper) -> Result<Found, String> {
        if let Some((_, entry)) = self.over.as_ref().and_then(|over| nearest(&over.auths, repository)) {
            let credentials = entry.credentials()?;
            if credentials != Credentials::Anonymous {
                return Ok(Found { credentials, source: Source::Over });
            }
        }
        let (reach, entry) = nearest(&self.auths, repository).unzip();
        let of_file = || Ok(Found { credentials: entry.map_or(Ok(Credentials::Anonymous), Entry::credentials)?, source: Source::File });
        if let Some(Reach::Part(_)) = reach {
            return of_file();
        }
        if let Some(helper) = self.helper(repository) {
            let credentials = helper::ask(helper, server_of(repository.registry()), helpers)?;
            if credentials != Credentials::Anonymous {
                return Ok(Found { credentials, source: Source::Helper(helper.to_owned()) });
            }
        }
        of_file()
    }

    /// What tells the accounts of one registry apart: repositories with the same one are asked for once.
    pub(super) fn account(&self, repository: &Repository) -> String {
        let keys = [self.over.as_deref(), Some(self)].into_iter().flatten().map(|config| key_of(&config.auths, repository));
        let keys: Vec<_> = keys.chain([key_of(&self.cred_helpers, repository)]).map(Option::unwrap_or_default).collect();
        format!("{} {}", repository.registry(), keys.join(" "))
    }

    fn helper(&self, repository: &Repository) -> Option<&str> {
        let own = nearest(&self.cred_helpers, repository).map(|(_, helper)| helper);
        own.or(self.creds_store.as_ref()).map(String::as_str).filter(|helper| !helper.is_empty())
    }
}

/// The value whose key reaches a repository from nearest; of several for the whole registry, the one whose key is exactly Docker's.
fn nearest<'a, T>(map: &'a BTreeMap<String, T>, repository: &Repository) -> Option<(Reach, &'a T)> {
    let key = key_of(map, repository)?;
    Some((key::reach(key, repository)?, map.get(key)?))
}

fn key_of<'a, T>(map: &'a BTreeMap<String, T>, repository: &Repository) -> Option<&'a str> {
    let exact = server_of(repository.registry());
    let reached = map.keys().filter_map(|key| Some((key::reach(key, repository)?, key.as_str() == exact, key.as_str())));
    // The first in the order of the map, where there is nothing else to choose by.
    reached.rev().max_by_key(|(reach, is_exact, _)| (*reach, *is_exact)).map(|(_, _, key)| key)
}

impl Entry {
    fn credentials(&self) -> Result<Credentials, String> {
        let given = |field: &Option<String>| field.clone().filter(|text| !text.is_empty());
        if let Some(token) = given(&self.identitytoken) {
            return Ok(Credentials::Refresh(token));
        }
        if let Some(token) = given(&self.registrytoken) {
            return Ok(Credentials::Bearer(token));
        }
        if let Some(auth) = given(&self.auth) {
            let bad = || "its `auth` in the docker config is not `user:password` in base64".to_owned();
            let text = STANDARD.decode(auth.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(bad)?;
            let (user, password) = text.split_once(':').ok_or_else(bad)?;
            // Old versions of Docker padded the password with NUL bytes.
            return Ok(Credentials::Basic { user: user.into(), password: password.trim_end_matches('\0').into() });
        }
        match (given(&self.username), given(&self.password)) {
            (Some(user), Some(password)) => Ok(Credentials::Basic { user, password }),
            _ => Ok(Credentials::Anonymous),
        }
    }
}

/// What helpers are asked for, and the key that `docker login` writes.
fn server_of(registry: &Registry) -> &str {
    if registry.is_docker_hub() { HUB_KEY } else { registry.host() }
}

impl fmt::Debug for DockerConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let registries: Vec<_> = self.auths.keys().chain(self.cred_helpers.keys()).collect();
        f.debug_struct("DockerConfig").field("registries", &registries).field("creds_store", &self.creds_store).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
