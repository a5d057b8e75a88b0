//! HTTP itself: connections, redirects, limits. No retries and no knowledge of credentials beyond where they must not go.

mod body;
mod fault;

pub(super) use fault::Fault;

use super::access::Settings;
use super::agents::Agents;
use super::call::{Call, Content, Method, Payload, Reading};
use super::error::RegistryError;
use super::response::Response;
use super::url::Url;
use archwright_model::Registry;
use body::Counted;
use std::time::Duration;
use ureq::{Agent, SendBody, http};

/// Enough for any error message of a registry.
const ERROR_LIMIT: u64 = 64 * 1024;
/// As many redirects as docker follows.
const REDIRECTS: usize = 10;
/// A registry that took a large blob may be busy with it for so many times the usual time-out: it hashes it, or moves it to its place.
const BUSY: u32 = 10;

/// One HTTP request.
#[derive(Clone, Copy)]
pub(super) struct Outgoing<'a> {
    pub method: Method,
    pub registry: &'a Registry,
    pub accept: Option<&'a str>,
    pub authorization: Option<&'a str>,
    pub payload: Option<Payload<'a>>,
    pub reading: Reading,
}

impl<'a> Outgoing<'a> {
    /// A call, before anybody knows who may make it.
    pub(super) fn of(call: &Call<'a>) -> Self {
        let Call { method, accept, payload, reading, .. } = *call;
        Self { method, registry: call.registry(), accept, authorization: None, payload, reading }
    }
}

/// What sends requests.
pub(super) struct Transport {
    agents: Agents,
    read_timeout: Duration,
}

impl Transport {
    pub(super) fn new(settings: &Settings) -> Result<Self, RegistryError> {
        Ok(Self { agents: Agents::new(settings)?, read_timeout: settings.read_timeout })
    }

    /// Ends every request in flight.
    pub(super) fn shutdown(&self) {
        self.agents.shutdown();
    }

    /// Sends, follows redirects of requests that only read, and reads the answer.
    pub(super) fn send(&self, url: &Url, outgoing: Outgoing<'_>) -> Result<Response, Fault> {
        let mut url = url.clone();
        let mut outgoing = outgoing;
        let mut storage = None;
        for _ in 0..=REDIRECTS {
            let response = Response { storage: storage.clone(), ..self.send_once(&url, outgoing)? };
            let follows = matches!(response.status, 301 | 302 | 303 | 307 | 308) && outgoing.method.only_reads();
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
        let result = self.run(choice.first, url, outgoing);
        match (choice.second, result) {
            (Some(second), Err(Fault::Permanent(why))) => self.run(second, url, outgoing).map_err(|_| Fault::Permanent(why)),
            (_, result) => result,
        }
    }

    fn run(&self, agent: &Agent, url: &Url, outgoing: Outgoing<'_>) -> Result<Response, Fault> {
        let mut request = http::Request::builder().method(outgoing.method.name()).uri(url.as_uri());
        if let Some(accept) = outgoing.accept {
            request = request.header("accept", accept);
        }
        if let Some(authorization) = outgoing.authorization {
            request = request.header("authorization", authorization);
        }
        match outgoing.method {
            Method::GetFirstByte => request = request.header("range", "bytes=0-0"),
            Method::GetFrom(first) => request = request.header("range", format!("bytes={first}-")),
            Method::Get | Method::Head | Method::Put | Method::Patch | Method::Post | Method::Delete => {}
        }
        if let Some(payload) = outgoing.payload {
            request = request.header("content-type", payload.content_type);
            if let Some(range) = payload.content_range {
                request = request.header("content-range", range);
            }
        }
        let bad_request = |_| Fault::Permanent("a credential or a name cannot stand in an HTTP request".into());
        let response = match outgoing.payload.map(|payload| payload.content) {
            Some(Content::Bytes(bytes)) => agent.run(request.body(bytes).map_err(bad_request)?),
            Some(Content::Stream { size, source }) => {
                let mut content = Counted::new(source.open().map_err(Fault::Source)?, size);
                let request = request.header("content-length", size).body(SendBody::from_reader(&mut content)).map_err(bad_request)?;
                let busy = Some(self.read_timeout.saturating_mul(BUSY));
                let request = agent.configure_request(request).timeout_per_call(None).timeout_per_read(busy).timeout_recv_response(busy);
                let response = agent.run(request.build());
                if let Some(error) = content.failure() {
                    return Err(Fault::Source(error));
                }
                response
            }
            None if outgoing.reading == Reading::Stream => {
                let request = request.body(()).map_err(bad_request)?;
                agent.run(agent.configure_request(request).timeout_per_call(None).build())
            }
            None => agent.run(request.body(()).map_err(bad_request)?),
        };
        read(response.map_err(|error| Fault::of(&error))?, outgoing)
    }
}

fn read(response: http::Response<ureq::Body>, outgoing: Outgoing<'_>) -> Result<Response, Fault> {
    let (parts, mut body) = response.into_parts();
    let mut answer = Response { status: parts.status.as_u16(), storage: None, headers: parts.headers, body: Vec::new(), stream: None };
    if matches!(outgoing.method, Method::Head | Method::GetFirstByte) {
        return Ok(answer);
    }
    let limit = match outgoing.reading {
        Reading::Stream if answer.is_success() => {
            answer.stream = Some(body.into_reader());
            return Ok(answer);
        }
        Reading::Whole(limit) if answer.is_success() => limit,
        Reading::Stream | Reading::Whole(_) => ERROR_LIMIT,
    };
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
        Err(error) => return Err(Fault::of(&error)),
    }
    Ok(answer)
}
