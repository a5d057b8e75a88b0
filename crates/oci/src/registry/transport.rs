//! HTTP itself: connections, redirects, limits. No retries and no knowledge of credentials beyond where they must not go.

use super::access::Settings;
use super::agents::Agents;
use super::call::{Method, Payload};
use super::error::RegistryError;
use super::response::Response;
use super::url::Url;
use archwright_model::Registry;
use std::io::{self, ErrorKind};
use ureq::{Agent, http};

/// Enough for any error message of a registry.
const ERROR_LIMIT: u64 = 64 * 1024;
/// As many redirects as docker follows.
const REDIRECTS: usize = 10;

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Fault {
    Connection(String),
    Timeout(String),
    /// Trying again does not help: a certificate, a proxy, a redirect to nowhere.
    Permanent(String),
    /// The answer is too large or breaks HTTP.
    BadContent(String),
    Interrupted,
}

/// One HTTP request.
#[derive(Clone, Copy)]
pub(super) struct Outgoing<'a> {
    pub method: Method,
    pub registry: &'a Registry,
    pub accept: Option<&'a str>,
    pub authorization: Option<&'a str>,
    pub payload: Option<Payload<'a>>,
    pub limit: u64,
}

/// What sends requests.
pub(super) struct Transport {
    agents: Agents,
}

impl Transport {
    pub(super) fn new(settings: &Settings) -> Result<Self, RegistryError> {
        Ok(Self { agents: Agents::new(settings)? })
    }

    /// Ends every request in flight.
    pub(super) fn shutdown(&self) {
        self.agents.shutdown();
    }

    /// Sends, follows redirects of GET and HEAD, and reads the answer.
    pub(super) fn send(&self, url: &Url, outgoing: Outgoing<'_>) -> Result<Response, Fault> {
        let mut url = url.clone();
        let mut outgoing = outgoing;
        let mut storage = None;
        for _ in 0..=REDIRECTS {
            let response = Response { storage: storage.clone(), ..self.send_once(&url, outgoing)? };
            let follows = matches!(response.status, 301 | 302 | 303 | 307 | 308)
                && matches!(outgoing.method, Method::Get | Method::GetFirstByte | Method::Head);
            let Some(location) = response.header("location").filter(|_| follows) else { return Ok(response) };
            let next = url.join(location).ok_or_else(|| Fault::Permanent(format!("{} redirects to no web address", url.host())))?;
            if url.is_https() && !next.is_https() {
                return Err(Fault::Permanent(format!("{} redirects from https to http", url.host())));
            }
            // A credential is for the host that it was made for, and for no other.
            if !url.same_origin(&next) {
                outgoing.authorization = None;
                storage = Some(next.host().to_owned());
            }
            url = next;
        }
        Err(Fault::Permanent(format!("more than {REDIRECTS} redirects")))
    }

    fn send_once(&self, url: &Url, outgoing: Outgoing<'_>) -> Result<Response, Fault> {
        let choice = self.agents.choose(url, outgoing.registry);
        let result = run(choice.first, url, outgoing);
        match (choice.second, result) {
            (Some(second), Err(Fault::Permanent(why))) => run(second, url, outgoing).map_err(|_| Fault::Permanent(why)),
            (_, result) => result,
        }
    }
}

fn run(agent: &Agent, url: &Url, outgoing: Outgoing<'_>) -> Result<Response, Fault> {
    let mut request = http::Request::builder().method(outgoing.method.name()).uri(url.as_uri());
    if let Some(accept) = outgoing.accept {
        request = request.header("accept", accept);
    }
    if let Some(authorization) = outgoing.authorization {
        request = request.header("authorization", authorization);
    }
    if outgoing.method == Method::GetFirstByte {
        request = request.header("range", "bytes=0-0");
    }
    let bad_request = |_| Fault::Permanent("a credential or a name cannot stand in an HTTP request".into());
    let response = match outgoing.payload {
        Some(payload) => {
            let request = request.header("content-type", payload.content_type).body(payload.bytes).map_err(bad_request)?;
            agent.run(request)
        }
        None => agent.run(request.body(()).map_err(bad_request)?),
    };
    read(response.map_err(|error| fault(&error))?, outgoing)
}

fn read(response: http::Response<ureq::Body>, outgoing: Outgoing<'_>) -> Result<Response, Fault> {
    let (parts, mut body) = response.into_parts();
    let mut answer = Response { status: parts.status.as_u16(), storage: None, headers: parts.headers, body: Vec::new() };
    if matches!(outgoing.method, Method::Head | Method::GetFirstByte) {
        return Ok(answer);
    }
    let limit = if answer.is_success() { outgoing.limit } else { ERROR_LIMIT };
    if answer.is_success() && answer.content_length().is_some_and(|length| length > limit) {
        return Err(Fault::BadContent(format!("the answer has {} bytes; at most {limit} are read", answer.content_length().unwrap_or(0))));
    }
    match body.with_config().limit(limit).read_to_vec() {
        Ok(bytes) => answer.body = bytes,
        Err(ureq::Error::BodyExceedsLimit(_)) if answer.is_success() => {
            return Err(Fault::BadContent(format!("the answer has more than {limit} bytes")));
        }
        // An error whose explanation is too long or cut is still that error.
        Err(_) if !answer.is_success() => {}
        Err(error) => return Err(fault(&error)),
    }
    Ok(answer)
}

fn fault(error: &ureq::Error) -> Fault {
    match error {
        ureq::Error::Timeout(which) => Fault::Timeout(format!("no answer in time ({which})")),
        ureq::Error::HostNotFound => Fault::Connection("its name does not resolve".into()),
        ureq::Error::ConnectionFailed => Fault::Connection("the connection failed".into()),
        ureq::Error::Io(error) => io_fault(error),
        ureq::Error::Protocol(error) => Fault::BadContent(format!("the answer breaks HTTP: {error}")),
        ureq::Error::LargeResponseHeader(..) => Fault::BadContent("the header of the answer is too large".into()),
        ureq::Error::ConnectProxyFailed(_) => Fault::Permanent("the proxy refuses the connection".into()),
        other => Fault::Permanent(other.to_string()),
    }
}

fn io_fault(error: &io::Error) -> Fault {
    match error.kind() {
        ErrorKind::TimedOut | ErrorKind::WouldBlock => Fault::Timeout("no answer in time".into()),
        // rustls reports everything that is wrong with TLS as invalid data.
        ErrorKind::InvalidData => Fault::Permanent(tls_fault(&error.to_string())),
        ErrorKind::InvalidInput | ErrorKind::Unsupported => Fault::Permanent(error.to_string()),
        _ => Fault::Connection(error.to_string()),
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
