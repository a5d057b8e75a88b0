//! A registry on loopback that can be told to misbehave. It logs what it was asked.

use super::http::{Answer, Request};
use archwright_model::{Registry, Repository};
use archwright_oci::{Document, Layout, digest};
use std::collections::{HashMap, VecDeque};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What goes wrong with one request under `/v2/`.
pub enum Fault {
    /// An error, with a `Retry-After` if there is one.
    Status(u16, &'static str, Option<&'static str>),
    /// The connection ends before the answer.
    Reset,
    /// The connection ends in the middle of the body.
    Cut,
    /// The answer takes this long.
    Slow(Duration),
    /// `Location`, absolute.
    Redirect(String),
    /// No `Docker-Content-Digest`.
    NoDigest,
    /// `Docker-Content-Digest` of something else.
    OtherDigest,
    /// The body of something else under the right headers.
    OtherBody(Vec<u8>),
    /// No fault: this request is served.
    Fine,
}

/// Who is let in.
#[derive(Clone)]
pub enum Guard {
    Open,
    Basic(&'static str),
    /// Tokens from `/token`, given to this `user:password`, this refresh token, or to everyone.
    Token {
        basic: Option<&'static str>,
        refresh: Option<&'static str>,
    },
}

struct State {
    guard: Guard,
    faults: VecDeque<Fault>,
    blobs: HashMap<String, Vec<u8>>,
    manifests: HashMap<String, (String, Vec<u8>)>,
    valid_tokens: Vec<String>,
    tokens_given: usize,
    /// Uploads that were begun and neither ended nor cancelled.
    uploads: usize,
    /// Where an upload goes on, if that is another host.
    upload_at: Option<String>,
    log: Vec<String>,
}

pub struct FakeRegistry {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl FakeRegistry {
    pub fn start(guard: Guard) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = State {
            guard,
            faults: VecDeque::new(),
            blobs: HashMap::new(),
            manifests: HashMap::new(),
            valid_tokens: vec![],
            tokens_given: 0,
            uploads: 0,
            upload_at: None,
            log: vec![],
        };
        let state = Arc::new(Mutex::new(state));
        let shared = Arc::clone(&state);
        // The thread ends with the test's process.
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                thread::spawn(move || serve(&stream, address, &state));
            }
        });
        Self { address, state }
    }

    pub fn registry(&self) -> Registry {
        self.address.to_string().parse().unwrap()
    }

    pub fn repository(&self) -> Repository {
        Repository::new(self.registry(), "noetl/server".into()).unwrap()
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Everything of a layout, manifests by digest.
    pub fn load(&self, layout: &Layout, root: &Document) {
        for descriptor in layout.reachable(&root.descriptor()).unwrap() {
            let bytes = std::fs::read(layout.blob_path(&descriptor.digest)).unwrap();
            let mut state = self.state.lock().unwrap();
            if descriptor.kind().is_index() || descriptor.kind().is_manifest() {
                state.manifests.insert(descriptor.digest.to_string(), (descriptor.media_type, bytes));
            } else {
                state.blobs.insert(descriptor.digest.to_string(), bytes);
            }
        }
    }

    pub fn manifest(&self, selector: &str, media_type: &str, bytes: &[u8]) {
        self.state.lock().unwrap().manifests.insert(selector.into(), (media_type.into(), bytes.into()));
    }

    pub fn blob(&self, digest: &str, bytes: &[u8]) {
        self.state.lock().unwrap().blobs.insert(digest.into(), bytes.into());
    }

    pub fn forget(&self, digest: &str) {
        let mut state = self.state.lock().unwrap();
        state.blobs.remove(digest);
        state.manifests.remove(digest);
    }

    pub fn stored(&self, selector: &str) -> Option<Vec<u8>> {
        self.state.lock().unwrap().manifests.get(selector).map(|(_, bytes)| bytes.clone())
    }

    /// The next requests under `/v2/` go wrong in this order.
    pub fn fail(&self, faults: impl IntoIterator<Item = Fault>) {
        self.state.lock().unwrap().faults.extend(faults);
    }

    pub fn upload_at(&self, url: String) {
        self.state.lock().unwrap().upload_at = Some(url);
    }

    pub fn open_uploads(&self) -> usize {
        self.state.lock().unwrap().uploads
    }

    pub fn revoke_tokens(&self) {
        self.state.lock().unwrap().valid_tokens.clear();
    }

    /// What was asked since the last time: method, target, and kind of authorisation.
    pub fn log(&self) -> Vec<String> {
        std::mem::take(&mut self.state.lock().unwrap().log)
    }
}

fn serve(stream: &TcpStream, address: SocketAddr, state: &Mutex<State>) {
    let Some(request) = Request::read(stream) else { return };
    let head = request.method == "HEAD";
    let mut guard = state.lock().unwrap();
    let authorization = request.header("authorization").unwrap_or("-").to_owned();
    guard.log.push(format!("{} {} {}", request.method, request.target, authorization.split(' ').next().unwrap_or("-")));
    if request.target.starts_with("/token") {
        return guard.token(&request, &authorization).write(stream, head, false);
    }
    let fault = guard.faults.pop_front().unwrap_or(Fault::Fine);
    let mut answer = guard.admit(address, &authorization).unwrap_or_else(|| guard.answer(&request));
    drop(guard);
    let mut cut = false;
    match fault {
        Fault::Fine => {}
        Fault::Status(status, code, retry_after) => {
            answer = Answer::error(status, code);
            answer.headers.extend(retry_after.map(|seconds| ("retry-after", seconds.to_owned())));
        }
        Fault::Reset => return,
        Fault::Cut => cut = true,
        Fault::Slow(pause) => thread::sleep(pause),
        Fault::Redirect(location) => answer = Answer::new(307).with("location", location),
        Fault::NoDigest => answer.headers.retain(|(name, _)| *name != "docker-content-digest"),
        Fault::OtherDigest => {
            answer.headers.retain(|(name, _)| *name != "docker-content-digest");
            answer = answer.with("docker-content-digest", digest::sha256(b"other").to_string());
        }
        Fault::OtherBody(body) => answer.body = body,
    }
    answer.write(stream, head, cut);
}

impl State {
    fn admit(&self, address: SocketAddr, authorization: &str) -> Option<Answer> {
        let refuse = |challenge: String| Some(Answer::error(401, "UNAUTHORIZED").with("www-authenticate", challenge));
        match &self.guard {
            Guard::Open => None,
            Guard::Basic(expected) if authorization == format!("Basic {expected}") => None,
            Guard::Basic(_) => refuse(r#"Basic realm="fake, registry""#.into()),
            Guard::Token { .. } if self.valid_tokens.iter().any(|token| authorization == format!("Bearer {token}")) => None,
            Guard::Token { .. } => refuse(format!(r#"Bearer realm="http://{address}/token",service="fake",scope="x""#)),
        }
    }

    fn token(&mut self, request: &Request, authorization: &str) -> Answer {
        let Guard::Token { basic, refresh } = &self.guard else { return Answer::new(404) };
        let refreshed = refresh.is_some_and(|token| {
            request.method == "POST" && String::from_utf8_lossy(&request.body).contains(&format!("refresh_token={token}"))
        });
        let known = basic.is_none_or(|basic| authorization == format!("Basic {basic}")) && refresh.is_none();
        if !known && !refreshed {
            return Answer::error(401, "UNAUTHORIZED");
        }
        self.tokens_given += 1;
        let token = format!("secret-{}", self.tokens_given);
        let field = if refreshed { "access_token" } else { "token" };
        let body = format!(r#"{{"{field}":"{token}","expires_in":300}}"#);
        self.valid_tokens.push(token);
        Answer::new(200).body(body)
    }

    fn answer(&mut self, request: &Request) -> Answer {
        let Some((what, selector)) = request.target.strip_prefix("/v2/noetl/server/").and_then(|rest| rest.split_once('/')) else {
            return Answer::error(404, "NAME_UNKNOWN");
        };
        match (request.method.as_str(), what) {
            ("PUT", "manifests") => {
                let digest = digest::sha256(&request.body).to_string();
                let stored = (request.header("content-type").unwrap_or_default().to_owned(), request.body.clone());
                self.manifests.insert(digest.clone(), stored.clone());
                self.manifests.insert(selector.into(), stored);
                Answer::new(201).with("docker-content-digest", digest)
            }
            ("GET" | "HEAD", "manifests") => match self.manifests.get(selector) {
                Some((media_type, bytes)) => Answer::new(200)
                    .with("content-type", media_type)
                    .with("docker-content-digest", digest::sha256(bytes).to_string())
                    .body(bytes.clone()),
                None => Answer::error(404, "MANIFEST_UNKNOWN"),
            },
            ("GET" | "HEAD", "blobs") => match self.blobs.get(selector) {
                Some(bytes) if request.header("range") == Some("bytes=0-0") => {
                    Answer::new(206).with("content-range", format!("bytes 0-0/{}", bytes.len())).body(&bytes[..1])
                }
                Some(bytes) => Answer::new(200).with("content-type", "application/octet-stream").body(bytes.clone()),
                None => Answer::error(404, "BLOB_UNKNOWN"),
            },
            ("POST", "blobs") if selector == "uploads/" && request.body.is_empty() => {
                self.uploads += 1;
                let place = self.upload_at.clone();
                Answer::new(202).with("location", place.unwrap_or_else(|| "/v2/noetl/server/blobs/uploads/1?_state=x%2Fy".into()))
            }
            ("DELETE", "blobs") if selector == "uploads/1?_state=x%2Fy" => {
                self.uploads = self.uploads.saturating_sub(1);
                Answer::new(204)
            }
            _ => Answer::error(405, "UNSUPPORTED"),
        }
    }
}
