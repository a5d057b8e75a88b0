//! Why a registry could not be asked, or what it answered instead.

use super::call::Call;
use super::response::Response;
use super::transport::Fault;
use archwright_model::Registry;
use std::{error, fmt};

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

/// What lets somebody in at a registry, as a fix tells it.
pub fn log_in(registry: &Registry) -> String {
    if registry.is_docker_hub() { "log in with `docker login`".into() } else { format!("log in with `docker login {registry}`") }
}

/// A failure, with the request and the object that it is about; never with a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryError {
    kind: RegistryErrorKind,
    request: String,
    message: String,
    fix: Option<Box<str>>,
}

impl RegistryError {
    /// What kind of failure it is.
    pub fn kind(&self) -> &RegistryErrorKind {
        &self.kind
    }

    /// What fixes it, where that is known here.
    pub fn fix(&self) -> Option<&str> {
        self.fix.as_deref()
    }

    pub(super) fn new(kind: RegistryErrorKind, call: &Call<'_>, message: impl fmt::Display) -> Self {
        Self { kind, request: call.to_string(), message: message.to_string(), fix: None }
    }

    pub(super) fn settings(registry: &impl fmt::Display, message: impl fmt::Display) -> Self {
        Self { kind: RegistryErrorKind::BadContent, request: format!("settings of {registry}"), message: message.to_string(), fix: None }
    }

    pub(super) fn bad_content(call: &Call<'_>, message: impl fmt::Display) -> Self {
        Self::new(RegistryErrorKind::BadContent, call, message)
    }

    pub(super) fn not_authorised(call: &Call<'_>, message: impl fmt::Display) -> Self {
        let registry = call.registry();
        let refused = Self::new(RegistryErrorKind::NotAuthorised, call, format!("not authorised at {registry}: {message}"));
        Self { fix: Some(log_in(registry).into()), ..refused }
    }

    /// The same with whose credentials they were, if it is about credentials at all.
    pub(super) fn of_credentials(mut self, whose: &str) -> Self {
        if self.kind == RegistryErrorKind::NotAuthorised {
            self.message = format!("{}; {whose}", self.message);
        }
        self
    }

    pub(super) fn interrupted(call: &Call<'_>) -> Self {
        Self::new(RegistryErrorKind::Interrupted, call, "interrupted")
    }

    pub(super) fn fault(call: &Call<'_>, fault: &Fault) -> Self {
        match fault {
            Fault::Interrupted => Self::interrupted(call),
            Fault::Connection(why) | Fault::Timeout(why) | Fault::Permanent(why) => {
                Self::new(RegistryErrorKind::Unreachable, call, format!("{} is unreachable: {why}", call.registry()))
            }
            Fault::BadContent(why) => Self::bad_content(call, why),
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
        match (status, code.as_str()) {
            (401 | 403, _) | (_, "UNAUTHORIZED" | "DENIED") => Self::not_authorised(call, format!("{status}{words}")),
            (429, _) | (_, "TOOMANYREQUESTS") => {
                let wait = response.retry_after().map(|pause| format!("; it asks to wait {} s", pause.as_secs())).unwrap_or_default();
                Self::new(RegistryErrorKind::RateLimited, call, format!("{} limits the rate: {status}{words}{wait}", call.registry()))
            }
            _ => Self::new(
                RegistryErrorKind::Refused { status, code: code.clone(), message: message.clone() },
                call,
                format!("{status}{words}"),
            ),
        }
    }
}

impl fmt::Display for RegistryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.request, self.message)
    }
}

impl error::Error for RegistryError {}
