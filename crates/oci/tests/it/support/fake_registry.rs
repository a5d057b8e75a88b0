//! A registry on loopback that can be told to misbehave. It logs what it was asked.

mod content;
mod guard;

use super::http::{Answer, Request};
use archwright_model::{Registry, Repository};
use archwright_oci::{Document, Layout, digest};
use content::Content;
use std::collections::VecDeque;
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
    /// One header more, or in place of the one there.
    Header(&'static str, String),
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
    valid_tokens: Vec<String>,
    tokens_given: usize,
    content: Content,
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
        let state =
            State { guard, faults: VecDeque::new(), valid_tokens: vec![], tokens_given: 0, content: Content::default(), log: vec![] };
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
        self.other("noetl/server")
    }

    /// Another repository of it.
    pub fn other(&self, path: &str) -> Repository {
        Repository::new(self.registry(), path.into()).unwrap()
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What it keeps and how it keeps it, to be looked at or changed.
    pub fn content<T>(&self, with: impl FnOnce(&mut Content) -> T) -> T {
        with(&mut self.state.lock().unwrap().content)
    }

    /// Everything of a layout, manifests by digest.
    pub fn load(&self, layout: &Layout, root: &Document) {
        for descriptor in layout.reachable(&root.descriptor()).unwrap() {
            let bytes = std::fs::read(layout.blob_path(&descriptor.digest)).unwrap();
            let digest = descriptor.digest.as_str();
            if descriptor.kind().is_index() || descriptor.kind().is_manifest() {
                self.manifest(digest, &descriptor.media_type, &bytes);
            } else {
                self.blob(digest, &bytes);
            }
        }
    }

    pub fn manifest(&self, selector: &str, media_type: &str, bytes: &[u8]) {
        self.content(|content| content.manifests.insert(selector.into(), (media_type.into(), bytes.into())));
    }

    pub fn blob(&self, digest: &str, bytes: &[u8]) {
        self.content(|content| content.blobs.insert(format!("noetl/server@{digest}"), bytes.into()));
    }

    /// A blob of any repository.
    pub fn blob_of(&self, repository: &str, digest: &str) -> Option<Vec<u8>> {
        self.content(|content| content.blobs.get(&format!("{repository}@{digest}")).cloned())
    }

    pub fn forget(&self, digest: &str) {
        self.content(|content| {
            content.blobs.remove(&format!("noetl/server@{digest}"));
            content.manifests.remove(digest);
        });
    }

    pub fn stored(&self, selector: &str) -> Option<Vec<u8>> {
        self.content(|content| content.manifests.get(selector).map(|(_, bytes)| bytes.clone()))
    }

    /// The next requests under `/v2/` go wrong in this order.
    pub fn fail(&self, faults: impl IntoIterator<Item = Fault>) {
        self.state.lock().unwrap().faults.extend(faults);
    }

    pub fn upload_at(&self, url: String) {
        self.content(|content| content.upload_at = Some(url));
    }

    pub fn open_uploads(&self) -> usize {
        self.content(|content| content.uploads.len())
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
    let mut answer = guard.admit(address, &authorization).unwrap_or_else(|| match fault {
        // What does not arrive changes nothing.
        Fault::Status(..) | Fault::Reset => Answer::new(500),
        _ => guard.content.answer(&request),
    });
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
        Fault::Header(name, value) => {
            answer.headers.retain(|(other, _)| *other != name);
            answer = answer.with(name, value);
        }
    }
    answer.write(stream, head, cut);
}
