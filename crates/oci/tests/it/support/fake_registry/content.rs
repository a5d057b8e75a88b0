//! What a fake registry keeps.

use super::super::http::{Answer, Request};
use archwright_oci::digest;
use std::collections::{BTreeMap, HashMap};

/// What it keeps, and which of the things that not every registry does it does.
#[derive(Default)]
pub struct Content {
    /// By `repository@digest`.
    pub blobs: HashMap<String, Vec<u8>>,
    /// By tag or digest, whatever the repository; media type and bytes.
    pub manifests: HashMap<String, (String, Vec<u8>)>,
    /// Uploads that were begun and neither ended nor cancelled, and what came so far.
    pub uploads: BTreeMap<usize, Vec<u8>>,
    begun: usize,
    /// Where an upload goes on, if that is another host.
    pub upload_at: Option<String>,
    /// It gives the whole of what a part is asked of.
    pub no_ranges: bool,
    pub no_mounts: bool,
    /// Answers 201 to parts, as ECR does.
    pub no_parts: bool,
    /// The list of referrers by their subject; `None` where there is no such interface.
    pub referrers: Option<HashMap<String, Vec<String>>>,
    /// The tags, in pages of so many.
    pub tags: (Vec<&'static str>, usize),
    /// What was sent: method, announced length, range.
    pub sent: Vec<String>,
}

impl Content {
    pub(super) fn answer(&mut self, request: &Request) -> Answer {
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        let parts = ["/manifests/", "/blobs/uploads/", "/blobs/", "/tags/", "/referrers/"];
        let split = parts.iter().find_map(|part| path.strip_prefix("/v2/")?.split_once(part).map(|(name, rest)| (name, *part, rest)));
        let Some((name, part, rest)) = split else { return Answer::error(404, "NAME_UNKNOWN") };
        match (request.method.as_str(), part) {
            ("PUT", "/manifests/") => self.put_manifest(request, rest),
            ("GET" | "HEAD", "/manifests/") => match self.manifests.get(rest) {
                Some((media_type, bytes)) => Answer::new(200)
                    .with("content-type", media_type)
                    .with("docker-content-digest", digest::sha256(bytes).to_string())
                    .body(bytes.clone()),
                None => Answer::error(404, "MANIFEST_UNKNOWN"),
            },
            ("GET" | "HEAD", "/blobs/") => match self.blobs.get(&format!("{name}@{rest}")) {
                Some(bytes) => self.blob(bytes, request.header("range").unwrap_or_default()),
                None => Answer::error(404, "BLOB_UNKNOWN"),
            },
            ("POST", "/blobs/uploads/") => self.begin(name, query),
            ("PATCH" | "PUT" | "DELETE", "/blobs/uploads/") => self.upload(request, name, rest, query),
            ("GET", "/tags/") => self.page_of_tags(name, query),
            ("GET", "/referrers/") => self.list_of_referrers(rest),
            _ => Answer::error(405, "UNSUPPORTED"),
        }
    }

    fn put_manifest(&mut self, request: &Request, selector: &str) -> Answer {
        let digest = digest::sha256(&request.body).to_string();
        let stored = (request.header("content-type").unwrap_or_default().to_owned(), request.body.clone());
        self.manifests.insert(digest.clone(), stored.clone());
        self.manifests.insert(selector.into(), stored);
        let answer = Answer::new(201).with("docker-content-digest", &digest);
        let document: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
        match (&mut self.referrers, document["subject"]["digest"].as_str()) {
            (Some(lists), Some(subject)) => {
                lists.entry(subject.into()).or_default().push(digest);
                answer.with("oci-subject", subject)
            }
            _ => answer,
        }
    }

    fn blob(&self, bytes: &[u8], range: &str) -> Answer {
        let whole = Answer::new(200).with("content-type", "application/octet-stream");
        let part = range.strip_prefix("bytes=").and_then(|range| range.split_once('-')).filter(|_| !self.no_ranges);
        let Some((first, last)) = part else { return whole.body(bytes) };
        let (first, end) = (first.parse().unwrap(), last.parse().map_or(bytes.len(), |last: usize| last + 1));
        Answer::new(206).with("content-range", format!("bytes {first}-{}/{}", end - 1, bytes.len())).body(&bytes[first..end])
    }

    fn begin(&mut self, name: &str, query: &str) -> Answer {
        let parameter = |key: &str| query.split('&').find_map(|pair| pair.strip_prefix(key)?.strip_prefix('='));
        if let (Some(digest), Some(from), false) = (parameter("mount"), parameter("from"), self.no_mounts)
            && let Some(bytes) = self.blobs.get(&format!("{from}@{digest}")).cloned()
        {
            self.blobs.insert(format!("{name}@{digest}"), bytes);
            return Answer::new(201).with("location", format!("/v2/{name}/blobs/{digest}"));
        }
        self.begun += 1;
        self.uploads.insert(self.begun, Vec::new());
        let place = self.upload_at.clone().unwrap_or_else(|| format!("/v2/{name}/blobs/uploads/{}?_state=x%2Fy", self.begun));
        Answer::new(202).with("location", place)
    }

    fn upload(&mut self, request: &Request, name: &str, id: &str, query: &str) -> Answer {
        let header = |name| request.header(name).unwrap_or("-");
        if request.method != "DELETE" {
            self.sent.push(format!("{} {} {}", request.method, header("content-length"), header("content-range")));
        }
        let number: usize = id.parse().unwrap_or(0);
        let state = query.split('&').next();
        let Some(bytes) = self.uploads.get_mut(&number).filter(|_| state == Some("_state=x%2Fy")) else {
            return Answer::error(404, "BLOB_UPLOAD_UNKNOWN");
        };
        match request.method.as_str() {
            "DELETE" => {
                self.uploads.remove(&number);
                Answer::new(204)
            }
            "PATCH" if self.no_parts => Answer::new(201).with("location", format!("/v2/{name}/blobs/uploads/{id}?_state=x%2Fy")),
            "PATCH" => {
                bytes.extend_from_slice(&request.body);
                let range = format!("0-{}", bytes.len() - 1);
                Answer::new(202).with("location", format!("/v2/{name}/blobs/uploads/{id}?_state=x%2Fy")).with("range", range)
            }
            _ => {
                bytes.extend_from_slice(&request.body);
                let (bytes, digest) = (bytes.clone(), query.rsplit("digest=").next().unwrap_or_default().to_owned());
                if digest::sha256(&bytes).as_str() != digest {
                    return Answer::error(400, "DIGEST_INVALID");
                }
                self.uploads.remove(&number);
                self.blobs.insert(format!("{name}@{digest}"), bytes);
                Answer::new(201).with("docker-content-digest", digest)
            }
        }
    }

    fn page_of_tags(&self, name: &str, query: &str) -> Answer {
        let (tags, size) = &self.tags;
        if tags.is_empty() {
            return Answer::error(404, "NAME_UNKNOWN");
        }
        let last = query.split('&').find_map(|pair| pair.strip_prefix("last="));
        let from = last.map_or(0, |last| tags.iter().position(|tag| *tag == last).unwrap() + 1);
        let page = &tags[from..tags.len().min(from + size)];
        let answer = Answer::new(200).body(serde_json::json!({"name": name, "tags": page}).to_string());
        match page.last().filter(|_| from + size < tags.len()) {
            Some(last) => answer.with("link", format!("</v2/{name}/tags/list?last={last}&n={size}>; rel=\"next\"")),
            None => answer,
        }
    }

    fn list_of_referrers(&self, subject: &str) -> Answer {
        let Some(lists) = &self.referrers else { return Answer::error(404, "NOT_FOUND") };
        let entry = |digest: &String| {
            let (media_type, bytes) = &self.manifests[digest];
            serde_json::json!({"mediaType": media_type, "digest": digest, "size": bytes.len()})
        };
        let entries: Vec<_> = lists.get(subject).into_iter().flatten().map(entry).collect();
        let media_type = "application/vnd.oci.image.index.v1+json";
        let index = serde_json::json!({"schemaVersion": 2, "mediaType": media_type, "manifests": entries});
        Answer::new(200).with("content-type", media_type).body(index.to_string())
    }
}
