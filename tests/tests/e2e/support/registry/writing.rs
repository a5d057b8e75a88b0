//! What others do to a registry, in plain HTTP.

use super::{ACCEPT, Answer, Registry};
use serde_json::Value;
use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

impl Registry {
    /// Puts a blob; its digest.
    #[track_caller]
    pub fn push_blob(&self, repository: &str, content: &[u8]) -> String {
        let digest = sha256(content);
        let begun = self.send("POST", &format!("/v2/{repository}/blobs/uploads/"), "", b"", "202");
        let upload = begun.header("location").expect("an upload has an address");
        let path = upload.split_once(&self.host).map_or(upload, |(_, path)| path);
        let separator = if path.contains('?') { '&' } else { '?' };
        self.send("PUT", &format!("{path}{separator}digest={digest}"), "application/octet-stream", content, "201");
        digest
    }

    /// Puts a manifest by its digest, or under a tag, and gives the digest.
    #[track_caller]
    pub fn push_manifest(&self, repository: &str, tag: Option<&str>, manifest: &Value) -> String {
        let text = manifest.to_string();
        let digest = sha256(text.as_bytes());
        let media_type = manifest["mediaType"].as_str().unwrap_or_default();
        self.send("PUT", &format!("/v2/{repository}/manifests/{}", tag.unwrap_or(&digest)), media_type, text.as_bytes(), "201");
        digest
    }

    /// Removes a manifest, and every tag on it.
    #[track_caller]
    pub fn delete(&self, repository: &str, digest: &str) {
        self.send("DELETE", &format!("/v2/{repository}/manifests/{digest}"), "", b"", "202");
    }

    /// How many bytes a manifest has.
    #[track_caller]
    pub fn size(&self, repository: &str, digest: &str) -> u64 {
        let answer = self.send("HEAD", &format!("/v2/{repository}/manifests/{digest}"), "", b"", "200");
        answer.header("content-length").and_then(|length| length.parse().ok()).expect("a manifest has a length")
    }

    #[track_caller]
    fn send(&self, method: &str, path: &str, content_type: &str, body: &[u8], expected: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.host).unwrap_or_else(|error| panic!("{}: {error}", self.host));
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
        let head = format!("{method} {path} HTTP/1.0\r\nHost: {}\r\nAccept: {ACCEPT}\r\nContent-Length: {}\r\n", self.host, body.len());
        let kind = if content_type.is_empty() { String::new() } else { format!("Content-Type: {content_type}\r\n") };
        write!(stream, "{head}{kind}\r\n").and_then(|()| stream.write_all(body)).expect("a request");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        let split = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer has a head");
        let head = String::from_utf8_lossy(&answer[..split]).into_owned();
        assert_eq!(head.split(' ').nth(1), Some(expected), "{method} {}{path}: {head}", self.host);
        Answer { head, body: answer.split_off(split + 4) }
    }
}

fn sha256(content: &[u8]) -> String {
    archwright::oci::digest::sha256(content).to_string()
}
