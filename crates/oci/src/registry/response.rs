//! An answer, read to its end.

use super::retry_after;
use serde_json::Value;
use std::time::{Duration, SystemTime};
use ureq::{BodyReader, http::HeaderMap};

/// An answer of a registry or a token server.
pub(super) struct Response {
    pub status: u16,
    /// The host that answered, if a redirect named another than the registry's.
    pub storage: Option<String>,
    pub headers: HeaderMap,
    /// Empty where only the head is wanted; cut at a few kilobytes where the status is an error.
    pub body: Vec<u8>,
    /// The content, where it is wanted as a stream and the status is a success.
    pub stream: Option<BodyReader<'static>>,
}

impl Response {
    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The size that the server announced.
    pub(super) fn content_length(&self) -> Option<u64> {
        self.header("content-length").and_then(|length| length.parse().ok())
    }

    /// The size of the whole of which a part was asked for (RFC 9110, section 14.4).
    pub(super) fn whole_length(&self) -> Option<u64> {
        match self.header("content-range") {
            Some(range) => range.rsplit_once('/')?.1.parse().ok(),
            None => self.content_length(),
        }
    }

    /// How long the server asks to wait.
    pub(super) fn retry_after(&self) -> Option<Duration> {
        retry_after::pause(self.header("retry-after")?, SystemTime::now())
    }

    /// Code and message of the first error (distribution spec, "error codes"), fit to be printed.
    pub(super) fn oci_error(&self) -> (String, String) {
        let body: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        let text = |field: &str, limit| printable(body["errors"][0][field].as_str().unwrap_or_default(), limit);
        (text("code", 60), text("message", 300))
    }
}

/// A server's words on one line, without control characters, cut to a length.
fn printable(text: &str, limit: usize) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(limit).collect();
    clean.trim().to_owned()
}
