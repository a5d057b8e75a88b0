//! The client: one request with credentials, retries and limits.

use super::access::{Protocol, Settings};
use super::auth::Auth;
use super::call::{Call, Method, Reading, Repeat, SMALL_ANSWER};
use super::error::RegistryError;
use super::response::Response;
use super::retry;
use super::transport::{Fault, Outgoing, Transport};
use super::url::Url;
use archwright_model::Registry;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};

/// A client of any number of registries. Share it by reference or `Arc`: connections, tokens and credentials are kept in it.
pub struct Client {
    pub(super) settings: Settings,
    auth: Auth,
    transport: Transport,
    /// What each insecure registry speaks.
    spoken: Mutex<BTreeMap<Registry, &'static str>>,
}

impl Client {
    /// A client; nothing is sent yet.
    ///
    /// # Errors
    /// A CA file that holds no certificate.
    pub fn new(settings: Settings) -> Result<Self, RegistryError> {
        let transport = Transport::new(&settings)?;
        Ok(Self { settings, auth: Auth::default(), transport, spoken: Mutex::default() })
    }

    /// Ends every request in flight and every later one with [`Interrupted`](super::RegistryErrorKind::Interrupted).
    pub fn cancel(&self) {
        self.settings.cancelled.store(true, Ordering::Relaxed);
        self.transport.shutdown();
    }

    /// Sends a request and gives the answer, whatever its status, except for 401 and what retries did not cure.
    pub(super) fn send(&self, call: &Call<'_>) -> Result<Response, RegistryError> {
        let own = self.url(call)?;
        let url = call.at.unwrap_or(&own);
        // A credential is for the host that it was made for, and for no other.
        let elsewhere = (!own.same_origin(url)).then(|| url.host().to_owned());
        if own.is_https() && !url.is_https() {
            return Err(RegistryError::downgraded(call, url.host()));
        }
        let mut stale: Option<String> = None;
        let mut challenged = false;
        loop {
            let authorization = match &elsewhere {
                Some(_) => None,
                None => self.auth.header(call, &self.settings, stale.as_deref(), &|url, outgoing| self.try_send(url, outgoing))?,
            };
            let outgoing = Outgoing { authorization: authorization.as_deref(), ..Outgoing::of(call) };
            let sent = match call.repeat {
                Repeat::ByTable => self.try_send(url, outgoing),
                Repeat::Never => self.transport.send(url, outgoing),
            };
            let mut response = sent.map_err(|fault| self.failed(call, fault))?;
            response.storage = response.storage.or_else(|| elsewhere.clone());
            match response.status {
                // Storage that wants credentials gets none: they are the registry's.
                401 if response.storage.is_some() => return Err(RegistryError::status(call, &response)),
                401 if !challenged => {
                    challenged = true;
                    self.auth.challenged(call, &self.settings, &response)?;
                    stale = authorization;
                }
                401 => return Err(self.auth.refusal(call, &self.settings, &response)),
                429 | 500 | 502 | 503 | 504 => return Err(RegistryError::status(call, &response)),
                _ => return Ok(response),
            }
        }
    }

    /// Sends a request that follows from an answer to its address, once, with the credentials of that call. Whatever comes back
    /// changes nothing.
    pub(super) fn send_along(&self, call: &Call<'_>, method: Method, url: &Url) {
        let Ok(own) = self.url(call) else { return };
        if own.is_https() && !url.is_https() {
            return;
        }
        let header = self.auth.header(call, &self.settings, None, &|url, outgoing| self.try_send(url, outgoing));
        let authorization = header.ok().flatten().filter(|_| own.same_origin(url));
        let authorization = authorization.as_deref();
        let reading = Reading::Whole(SMALL_ANSWER);
        let outgoing = Outgoing { method, registry: call.registry(), accept: None, authorization, payload: None, reading };
        drop(self.transport.send(url, outgoing));
    }

    /// The address of a call in the registry's own interface.
    pub(super) fn url(&self, call: &Call<'_>) -> Result<Url, RegistryError> {
        let scheme = self.scheme(call.registry()).map_err(|fault| RegistryError::fault(call, fault))?;
        Url::parse(&format!("{scheme}://{}{}", call.registry().api_host(), call.target()))
            .ok_or_else(|| RegistryError::bad_content(call, "its name makes no web address"))
    }

    /// `http` or `https`; an insecure registry is asked once which it speaks, by an address that wants no credentials.
    fn scheme(&self, registry: &Registry) -> Result<&'static str, Fault> {
        match self.settings.scheme(registry) {
            Protocol::Https => return Ok("https"),
            Protocol::Http => return Ok("http"),
            Protocol::Insecure => {}
        }
        let mut spoken = self.spoken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(scheme) = spoken.get(registry) {
            return Ok(scheme);
        }
        let url = Url::parse(&format!("https://{}/v2/", registry.api_host()));
        let reading = Reading::Whole(SMALL_ANSWER);
        let outgoing = Outgoing { method: Method::Get, registry, accept: None, authorization: None, payload: None, reading };
        let scheme = match url.map(|url| self.transport.send(&url, outgoing)) {
            Some(Ok(_)) => "https",
            _ if self.is_cancelled() => return Err(Fault::Interrupted),
            Some(Err(_)) | None => "http",
        };
        spoken.insert(registry.clone(), scheme);
        Ok(scheme)
    }

    /// A failure to get an answer; a request that was cut by a cancellation looks like a lost connection.
    pub(super) fn failed(&self, call: &Call<'_>, fault: Fault) -> RegistryError {
        RegistryError::fault(call, if self.is_cancelled() { Fault::Interrupted } else { fault })
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.settings.cancelled.load(Ordering::Relaxed)
    }

    fn try_send(&self, url: &Url, outgoing: Outgoing<'_>) -> Result<Response, Fault> {
        let result = retry::requests(self.settings.retry_pause, &self.settings.cancelled, || self.transport.send(url, outgoing));
        if self.is_cancelled() { Err(Fault::Interrupted) } else { result }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("registries", &self.settings.registries.keys().collect::<Vec<_>>()).finish_non_exhaustive()
    }
}
