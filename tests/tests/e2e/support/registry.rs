//! A registry as plain HTTP shows it: the witness of what was really published, apart from our own client.

mod writing;

use serde_json::Value;
use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

const ACCEPT: &str = "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, \
     application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.docker.distribution.manifest.v2+json";

/// What stands under a tag or a digest.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// Its digest, by the registry's word.
    pub digest: String,
    /// The index or manifest.
    pub document: Value,
}

/// A registry on loopback.
#[derive(Debug, Clone)]
pub struct Registry {
    host: String,
    credentials: Option<&'static str>,
}

impl Registry {
    pub fn at(host: &str) -> Self {
        Self { host: host.into(), credentials: None }
    }

    /// With `user:password` in base64.
    pub fn with_credentials(mut self, base64: &'static str) -> Self {
        self.credentials = Some(base64);
        self
    }

    /// The manifest or index of a tag or digest.
    pub fn find(&self, repository: &str, reference: &str) -> Option<Published> {
        let answer = self.get(&format!("/v2/{repository}/manifests/{reference}"))?;
        let digest = answer.header("docker-content-digest").expect("the registry tells the digest").to_owned();
        Some(Published { digest, document: answer.json() })
    }

    /// The same, which must be there.
    #[track_caller]
    pub fn need(&self, repository: &str, reference: &str) -> Published {
        self.find(repository, reference).unwrap_or_else(|| panic!("{}/{repository}:{reference} is not published", self.host))
    }

    /// Every tag of a repository, sorted.
    pub fn tags(&self, repository: &str) -> Vec<String> {
        let Some(answer) = self.get(&format!("/v2/{repository}/tags/list")) else { return Vec::new() };
        let mut tags: Vec<_> =
            answer.json()["tags"].as_array().into_iter().flatten().filter_map(|tag| Some(tag.as_str()?.to_owned())).collect();
        tags.sort();
        tags
    }

    /// A small blob.
    #[track_caller]
    pub fn blob(&self, repository: &str, digest: &str) -> Value {
        self.get(&format!("/v2/{repository}/blobs/{digest}")).unwrap_or_else(|| panic!("{repository} has no blob {digest}")).json()
    }

    /// What an image config under a manifest calls its platform.
    #[track_caller]
    pub fn config_platform(&self, repository: &str, manifest: &str) -> String {
        let manifest = self.need(repository, manifest).document;
        let config = self.blob(repository, manifest["config"]["digest"].as_str().expect("a manifest has a config"));
        platform(&config)
    }

    /// Asked again where it says 500: distribution 2.8 does to who reads a tag while it is written.
    fn get(&self, path: &str) -> Option<Answer> {
        for _ in 0..50 {
            match self.ask(path) {
                Err(head) if head.split(' ').nth(1) == Some("500") => std::thread::sleep(Duration::from_millis(100)),
                Err(head) => panic!("GET {}{path}: {head}", self.host),
                Ok(answer) => return answer,
            }
        }
        panic!("GET {}{path}: 500 for five seconds", self.host)
    }

    fn ask(&self, path: &str) -> Result<Option<Answer>, String> {
        let mut stream = TcpStream::connect(&self.host).unwrap_or_else(|error| panic!("{}: {error}", self.host));
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
        let basic = self.credentials.map(|base64| format!("Authorization: Basic {base64}\r\n")).unwrap_or_default();
        // HTTP/1.0: the answer ends where the connection does.
        write!(stream, "GET {path} HTTP/1.0\r\nHost: {}\r\nAccept: {ACCEPT}\r\n{basic}\r\n", self.host).expect("a request");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        let split = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer has a head");
        let head = String::from_utf8_lossy(&answer[..split]).into_owned();
        let status = head.split(' ').nth(1).unwrap_or_default().to_owned();
        match status.as_str() {
            "200" => Ok(Some(Answer { head, body: answer.split_off(split + 4) })),
            "404" => Ok(None),
            _ => Err(head),
        }
    }
}

struct Answer {
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let found = self.head.lines().filter_map(|line| line.split_once(':')).find(|(header, _)| header.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim())
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the registry answers in JSON")
    }
}

impl Published {
    fn entries(&self) -> impl Iterator<Item = &Value> {
        self.document["manifests"].as_array().into_iter().flatten()
    }

    /// The platforms of its images, sorted; attestations have none.
    pub fn platforms(&self) -> Vec<String> {
        let mut all: Vec<_> = self.entries().filter(|entry| !is_attestation(entry)).map(|entry| platform(&entry["platform"])).collect();
        all.sort();
        all
    }

    /// The images that its attestations speak of, sorted.
    pub fn attested(&self) -> Vec<String> {
        let subject = |entry: &Value| entry["annotations"]["vnd.docker.reference.digest"].as_str().map(str::to_owned);
        let mut all: Vec<_> = self.entries().filter(|entry| is_attestation(entry)).filter_map(subject).collect();
        all.sort();
        all
    }

    /// The digests of its attestations.
    pub fn attestations(&self) -> Vec<String> {
        self.entries().filter(|entry| is_attestation(entry)).map(digest).collect()
    }

    /// The digests of its images, sorted.
    pub fn images(&self) -> Vec<String> {
        let mut all: Vec<_> = self.entries().filter(|entry| !is_attestation(entry)).map(digest).collect();
        all.sort();
        all
    }

    /// The digest of one platform's image.
    #[track_caller]
    pub fn image(&self, wanted: &str) -> String {
        let found = self.entries().find(|entry| platform(&entry["platform"]) == wanted);
        found.map_or_else(|| panic!("no {wanted} in {:#}", self.document), digest)
    }
}

fn digest(entry: &Value) -> String {
    entry["digest"].as_str().expect("an entry has a digest").to_owned()
}

fn is_attestation(entry: &Value) -> bool {
    entry["annotations"]["vnd.docker.reference.type"] == "attestation-manifest"
}

/// `os/arch[/variant]` of an entry's platform or of an image config.
fn platform(value: &Value) -> String {
    let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
    format!("{}/{}/{}", text("os"), text("architecture"), text("variant")).trim_end_matches('/').to_owned()
}
