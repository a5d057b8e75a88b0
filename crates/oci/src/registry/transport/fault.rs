//! Why there is no answer.

use std::io::{self, ErrorKind};

/// Why there is no answer.
#[derive(Debug)]
pub(in crate::registry) enum Fault {
    Connection(String),
    Timeout(String),
    /// Trying again does not help: a certificate, a proxy, a redirect to nowhere.
    Permanent(String),
    /// The answer is too large or breaks HTTP.
    BadContent(String),
    /// What was to be sent cannot be read.
    Source(io::Error),
    Interrupted,
}

impl Fault {
    pub(in crate::registry) fn of(error: &ureq::Error) -> Self {
        match error {
            ureq::Error::Timeout(which) => Self::Timeout(format!("no answer in time ({which})")),
            ureq::Error::HostNotFound => Self::Connection("its name does not resolve".into()),
            ureq::Error::ConnectionFailed => Self::Connection("the connection failed".into()),
            ureq::Error::Io(error) => Self::of_io(error),
            ureq::Error::Protocol(error) => Self::BadContent(format!("the answer breaks HTTP: {error}")),
            ureq::Error::LargeResponseHeader(..) => Self::BadContent("the header of the answer is too large".into()),
            ureq::Error::ConnectProxyFailed(_) => Self::Permanent("the proxy refuses the connection".into()),
            other => Self::Permanent(other.to_string()),
        }
    }

    /// Of what reading a body said, where everything that is no plain failure of the connection is wrapped.
    pub(in crate::registry) fn of_body(error: &io::Error) -> Self {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<ureq::Error>()) {
            Some(inner) => Self::of(inner),
            None => Self::of_io(error),
        }
    }

    fn of_io(error: &io::Error) -> Self {
        match error.kind() {
            ErrorKind::TimedOut | ErrorKind::WouldBlock => Self::Timeout("no answer in time".into()),
            // rustls reports everything that is wrong with TLS as invalid data.
            ErrorKind::InvalidData => Self::Permanent(tls_fault(&error.to_string())),
            ErrorKind::InvalidInput | ErrorKind::Unsupported => Self::Permanent(error.to_string()),
            _ => Self::Connection(error.to_string()),
        }
    }
}

/// What is wrong with TLS, and the setting that may be missing.
fn tls_fault(error: &str) -> String {
    if error.contains("UnknownIssuer") {
        return format!("{error}; if its certificates are private, set `ca-file` for the registry");
    }
    if error.contains("InvalidContentType") {
        return format!("{error}; if it speaks plain HTTP, set `http = true` for the registry");
    }
    error.to_owned()
}
