//! Why a registry could not be asked, or what it answered instead.

use super::call::Call;
use super::known::{KnownWays, log_in};
use super::response::Response;
use super::retry::{self, Passing};
use super::transport::Fault;
use crate::SourceError;
use std::{error, fmt, io};

/// The kinds of failure that callers tell apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegistryErrorKind {
    /// No connection, no answer in time, or a certificate that is not trusted.
    Unreachable,
    /// Not logged in, a wrong password, no permission, or a credential helper that failed.
    NotAuthorised,
    /// Too many requests; waiting helps.
    RateLimited,
    /// The registry answered no.
    Refused {
        /// The HTTP status.
        status: u16,
        /// The distribution spec's error code, `MANIFEST_UNKNOWN` say; empty where there was none.
        code: String,
        /// The registry's own words; empty where there were none.
        message: String,
    },
    /// The registry answered with content that is not what it should be.
    BadContent,
    /// The client was cancelled.
    Interrupted,
}

/// A failure, with the request and the object that it is about; never with a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryError {
    kind: RegistryErrorKind,
    request: Box<str>,
    message: Box<str>,
    fix: Option<Box<str>>,
    passing: Option<Box<Passing>>,
}

impl RegistryError {
    /// What kind of failure it is.
    pub fn kind(&self) -> &RegistryErrorKind {
        &self.kind
    }

    /// What fixes it, where that is known here.
    pub fn fix(&self) -> Option<&str> {
        let usual = match &self.kind {
            RegistryErrorKind::Refused { status: 500.., .. } => Some("the registry is in trouble: try again later, or ask who runs it"),
            RegistryErrorKind::BadContent => {
                Some("what the registry answers is damaged, there or on the way here: try again, or ask who runs it")
            }
            RegistryErrorKind::Unreachable
            | RegistryErrorKind::NotAuthorised
            | RegistryErrorKind::RateLimited
            | RegistryErrorKind::Refused { .. }
            | RegistryErrorKind::Interrupted => None,
        };
        self.fix.as_deref().or(usual)
    }

    pub(super) fn new(kind: RegistryErrorKind, call: &Call<'_>, message: impl fmt::Display) -> Self {
        Self { kind, request: call.to_string().into(), message: message.to_string().into(), fix: None, passing: None }
    }

    pub(super) fn settings(registry: &impl fmt::Display, message: impl fmt::Display) -> Self {
        Self {
            kind: RegistryErrorKind::BadContent,
            request: format!("settings of {registry}").into(),
            message: message.to_string().into(),
            fix: None,
            passing: None,
        }
    }

    pub(super) fn bad_content(call: &Call<'_>, message: impl fmt::Display) -> Self {
        Self::new(RegistryErrorKind::BadContent, call, message)
    }

    pub(super) fn not_authorised(call: &Call<'_>, message: impl fmt::Display) -> Self {
        let registry = call.registry();
        let refused = Self::new(RegistryErrorKind::NotAuthorised, call, format!("not authorised at {registry}: {message}"));
        let fix = match KnownWays::of(registry) {
            Some(ways) => format!("{}; {}: {}", log_in(registry), ways.name, ways.denied),
            None => log_in(registry),
        };
        Self { fix: Some(fix.into()), ..refused }
    }

    /// The same with whose credentials they were, if it is about credentials at all.
    pub(super) fn of_credentials(mut self, whose: &str) -> Self {
        if self.kind == RegistryErrorKind::NotAuthorised {
            self.message = format!("{}; {whose}", self.message).into();
        }
        self
    }

    pub(super) fn interrupted(call: &Call<'_>) -> Self {
        Self::new(RegistryErrorKind::Interrupted, call, "interrupted")
    }

    /// What may pass, where it may.
    pub(super) fn passing(&self) -> Option<Passing> {
        self.passing.as_deref().copied()
    }

    /// An address without TLS that a registry with TLS names.
    pub(super) fn downgraded(call: &Call<'_>, host: &str) -> Self {
        let error = Self::bad_content(call, format!("{} answers with an address without https, at {host}", call.registry()));
        let fix = "whoever runs the registry sets `X-Forwarded-Proto` in the proxy before it, or relative addresses in the registry";
        Self { fix: Some(fix.into()), ..error }
    }

    pub(super) fn fault(call: &Call<'_>, fault: Fault) -> Self {
        let result = Err(fault);
        let passing = retry::passing(&result).map(Box::new);
        match result {
            Err(Fault::Interrupted) | Ok(_) => Self::interrupted(call),
            Err(Fault::Connection(why) | Fault::Timeout(why) | Fault::Permanent(why)) => {
                let message = format!("{} is unreachable: {why}", call.registry());
                let is_local = call.registry().is_loopback();
                let fix = is_local.then(|| "check the port, and that the registry runs; loopback is reached without a proxy".into());
                Self { fix, passing, ..Self::new(RegistryErrorKind::Unreachable, call, message) }
            }
            Err(Fault::BadContent(why)) => Self::bad_content(call, why),
            Err(Fault::Source(error)) => Self::source(call, &error),
        }
    }

    /// What was to be sent could not be read; a registry that it comes from says why itself.
    fn source(call: &Call<'_>, error: &io::Error) -> Self {
        if let Some(inner) = error.get_ref() {
            let of_place = || inner.downcast_ref::<SourceError>().and_then(SourceError::place::<Self>);
            if let Some(own) = inner.downcast_ref::<Self>().or_else(of_place) {
                return own.clone();
            }
        }
        match error.kind() {
            io::ErrorKind::Interrupted => Self::interrupted(call),
            _ => Self::bad_content(call, format!("what was to be pushed cannot be read: {error}")),
        }
    }

    /// An answer that is no success.
    pub(super) fn status(call: &Call<'_>, response: &Response) -> Self {
        let (code, message) = response.oci_error();
        let words: Vec<&str> = [code.as_str(), message.as_str()].into_iter().filter(|word| !word.is_empty()).collect();
        let words = if words.is_empty() { String::new() } else { format!(" {}", words.join(": ")) };
        let status = response.status;
        if let (Some(storage), 401 | 403) = (&response.storage, status) {
            // What the registry let in, nobody can log in for elsewhere.
            return Self::new(
                RegistryErrorKind::Refused { status, code, message },
                call,
                format!("{} keeps it at {storage}, which answers {status}: it cannot be read", call.registry()),
            );
        }
        let error = match (status, code.as_str()) {
            (401 | 403, _) | (_, "UNAUTHORIZED" | "DENIED") => Self::not_authorised(call, format!("{status}{words}")),
            (429, _) | (_, "TOOMANYREQUESTS") => {
                let wait = response.retry_after().map(|pause| format!("; it asks to wait {} s", pause.as_secs())).unwrap_or_default();
                let usual = "wait, or log in: registries allow more to those they know";
                let fix = KnownWays::of(call.registry()).map_or(usual, |ways| ways.limited);
                let limited = format!("{} limits the rate: {status}{words}{wait}", call.registry());
                Self { fix: Some(fix.into()), ..Self::new(RegistryErrorKind::RateLimited, call, limited) }
            }
            _ => Self::new(
                RegistryErrorKind::Refused { status, code: code.clone(), message: message.clone() },
                call,
                format!("{status}{words}"),
            ),
        };
        Self { passing: retry::passing_answer(response).map(Box::new), ..error }
    }
}

impl fmt::Display for RegistryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.request, self.message)
    }
}

impl error::Error for RegistryError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::call::{Method, Part};
    use archwright_model::Repository;
    use ureq::http::HeaderMap;

    #[test]
    fn no_and_too_often_are_told_as_the_registry_means_them() {
        for (repository, status, code, fix) in [
            (
                "ghcr.io/noetl/server",
                403,
                "DENIED",
                "log in with `docker login ghcr.io`; GitHub Container Registry: a personal access token is a classic one with the scope `write:packages`",
            ),
            ("noetl/server", 401, "UNAUTHORIZED", "log in with `docker login`; Docker Hub: the first part of the name is your user"),
            ("debian", 429, "TOOMANYREQUESTS", "Docker Hub counts pulls: logged in you have more of them per hour"),
            ("quay.io/noetl/server", 429, "", "Quay takes a few requests per second"),
            ("acme.azurecr.io/server", 401, "UNAUTHORIZED", "log in with `az acr login --name acme`; Azure Container Registry: a login by"),
            ("reg.example/server", 429, "", "wait, or log in: registries allow more to those they know"),
            ("reg.example/server", 403, "DENIED", "log in with `docker login reg.example`"),
        ] {
            let repository: Repository = repository.parse().unwrap();
            let body = format!(r#"{{"errors":[{{"code":"{code}"}}]}}"#).into_bytes();
            let response = Response { status, storage: None, headers: HeaderMap::new(), body, stream: None };
            let error = RegistryError::status(&Call::new(Method::Get, &repository, Part::Manifests, "1"), &response);
            assert!(error.fix().is_some_and(|told| told.starts_with(fix)), "{repository}: {:?}", error.fix());
        }
    }
}
