//! Which `Authorization` goes with which request, and what is learned from a challenge.

use super::access::{Protocol, Settings};
use super::call::Call;
use super::challenge::{self, Challenge};
use super::credentials::{Credentials, Found};
use super::error::RegistryError;
use super::response::Response;
use super::token::{Token, TokenFault, TokenServer, basic};
use super::transport::{Fault, Outgoing};
use super::url::Url;
use archwright_model::Registry;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A value that is found once, by the first thread that needs it, while the others wait.
type Slot<T> = Arc<Mutex<Option<T>>>;
type Slots<K, T> = Mutex<HashMap<K, Slot<T>>>;

/// What a registry wants, once it said so.
#[derive(Clone, PartialEq, Eq)]
enum Scheme {
    Basic,
    Bearer(TokenServer),
}

/// Credentials and tokens, kept for the life of a client.
#[derive(Default)]
pub(super) struct Auth {
    /// By account.
    credentials: Slots<String, Found>,
    schemes: Mutex<HashMap<Registry, Scheme>>,
    tokens: Slots<(Registry, String), Token>,
}

/// How the transport is reached from here: one request, with retries.
pub(super) type Send<'a> = &'a dyn Fn(&Url, Outgoing<'_>) -> Result<Response, Fault>;

impl Auth {
    /// The header for a request, as far as the registry has told what it wants. `stale` was refused and must not come again.
    pub(super) fn header(
        &self,
        call: &Call<'_>,
        settings: &Settings,
        stale: Option<&str>,
        send: Send<'_>,
    ) -> Result<Option<String>, RegistryError> {
        let scheme = lock(&self.schemes).get(call.registry()).cloned();
        let Some(scheme) = scheme else { return Ok(None) };
        let found = self.credentials(call, settings)?;
        let refused = |error: RegistryError| error.of_credentials(&settings.docker_config.refused(&found));
        match (scheme, &found.credentials) {
            (_, Credentials::Bearer(token)) => Ok(Some(format!("Bearer {token}"))),
            (Scheme::Basic, Credentials::Refresh(_)) => {
                Err(RegistryError::not_authorised(call, "the registry wants user and password, and there is only an identity token"))
            }
            (Scheme::Basic, credentials) => Ok(basic(credentials)),
            (Scheme::Bearer(server), credentials) => self.token(call, &server, credentials, stale, send).map(Some).map_err(refused),
        }
    }

    /// Learns from a 401 what the registry wants.
    pub(super) fn challenged(&self, call: &Call<'_>, settings: &Settings, response: &Response) -> Result<(), RegistryError> {
        let headers = response.headers.get_all("www-authenticate").iter().filter_map(|value| value.to_str().ok());
        let challenges: Vec<Challenge> = headers.flat_map(challenge::parse).collect();
        let bearer = challenges.iter().find_map(|challenge| match challenge {
            Challenge::Bearer { realm, service, .. } => Some((realm, service)),
            Challenge::Basic => None,
        });
        let scheme = match bearer {
            Some((realm, service)) => {
                let realm = token_realm(call, settings, realm)?;
                Scheme::Bearer(TokenServer { realm, service: service.clone() })
            }
            None if challenges.contains(&Challenge::Basic) => Scheme::Basic,
            None => return Err(RegistryError::status(call, response)),
        };
        lock(&self.schemes).insert(call.registry().clone(), scheme);
        Ok(())
    }

    /// A refusal of what was sent, with whose credentials they were.
    pub(super) fn refusal(&self, call: &Call<'_>, settings: &Settings, response: &Response) -> RegistryError {
        let error = RegistryError::status(call, response);
        let slot = slot(&self.credentials, settings.docker_config.account(call.repository));
        match &*lock(&slot) {
            Some(found) => error.of_credentials(&settings.docker_config.refused(found)),
            None => error,
        }
    }

    fn credentials(&self, call: &Call<'_>, settings: &Settings) -> Result<Found, RegistryError> {
        let slot = slot(&self.credentials, settings.docker_config.account(call.repository));
        let mut slot = lock(&slot);
        if let Some(known) = &*slot {
            return Ok(known.clone());
        }
        let found = settings.docker_config.credentials(call.repository, settings.helper.as_ref());
        let found = found.map_err(|why| RegistryError::not_authorised(call, why))?;
        Ok(slot.insert(found).clone())
    }

    fn token(
        &self,
        call: &Call<'_>,
        server: &TokenServer,
        credentials: &Credentials,
        stale: Option<&str>,
        send: Send<'_>,
    ) -> Result<String, RegistryError> {
        let slot = slot(&self.tokens, (call.registry().clone(), call.scopes().join(" ")));
        let mut slot = lock(&slot);
        let header = |token: &Token| format!("Bearer {}", token.text);
        if let Some(known) = slot.as_ref().filter(|token| token.is_fresh()).map(header).filter(|known| Some(known.as_str()) != stale) {
            return Ok(known);
        }
        let token = server.token(call.registry(), &call.scopes(), credentials, send).map_err(|fault| match fault {
            TokenFault::Fault(fault) => RegistryError::fault(call, fault),
            TokenFault::Refused(response) => refused(call, &response),
            TokenFault::Bad(why) => RegistryError::bad_content(call, why),
        })?;
        Ok(header(slot.insert(token)))
    }
}

/// A token server that says no means the same as a registry that does.
fn refused(call: &Call<'_>, response: &Response) -> RegistryError {
    match response.status {
        400 | 401 | 403 => RegistryError::not_authorised(call, format!("the token server answered {}", response.status)),
        _ => RegistryError::status(call, response),
    }
}

/// A password must not travel in the open because a header said so.
fn token_realm(call: &Call<'_>, settings: &Settings, realm: &str) -> Result<Url, RegistryError> {
    let bad = |why: &str| RegistryError::bad_content(call, format!("the registry names a token server {why}"));
    let url = Url::parse(realm).ok_or_else(|| bad("that is no web address"))?;
    if url.is_https() || settings.scheme(call.registry()) != Protocol::Https { Ok(url) } else { Err(bad("without https")) }
}

fn slot<K: Eq + Hash, T>(slots: &Slots<K, T>, key: K) -> Slot<T> {
    Arc::clone(lock(slots).entry(key).or_default())
}

/// What is kept here is whole at any time, so a thread that died does not spoil it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
