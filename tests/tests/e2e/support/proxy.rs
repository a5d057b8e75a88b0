//! A proxy before a registry that writes down the tags that are put, and can hold one back, refuse, or cut the line.

use std::{
    io::{Read as _, Write as _},
    net::{Ipv4Addr, Shutdown, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

/// A proxy on loopback; its threads end with the connections.
#[derive(Debug)]
pub struct Proxy {
    /// Where it listens, `host:port`.
    pub address: String,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    puts: Vec<String>,
    /// The put of that number, counted from 1, and all behind it wait, and are lost in the end.
    hold_from: Option<usize>,
    is_cut: bool,
    /// How many manifests put by digest are still refused, and how.
    refusals: usize,
    /// Whether one was.
    has_begun: bool,
    refusal: Refusal,
    is_read_only: bool,
}

/// How a registry refuses a manifest.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It does not know a layer that it has.
    #[default]
    UnknownBlob,
    /// Too many requests.
    TooMany,
    /// The permission was taken away.
    Denied,
    /// It was, and the manifest is refused for another reason.
    Revoked,
}

impl Refusal {
    /// How uploads are refused from then on: who limits or denies does so whatever is asked.
    fn of_uploads(self) -> Option<Self> {
        match self {
            Self::UnknownBlob => None,
            Self::TooMany => Some(Self::TooMany),
            Self::Denied | Self::Revoked => Some(Self::Denied),
        }
    }

    fn answer(self) -> (&'static str, &'static str) {
        match self {
            Self::UnknownBlob | Self::Revoked => ("400 Bad Request", REFUSAL),
            Self::TooMany => ("429 Too Many Requests", TOO_MANY),
            Self::Denied => ("403 Forbidden", DENIAL),
        }
    }
}

/// What becomes of a piece of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Through,
    Lost,
    Refused(Refusal),
}

/// What a registry answers to those who may read and not write.
const DENIAL: &str = r#"{"errors":[{"code":"DENIED","message":"requested access to the resource is denied"}]}"#;

/// What Docker Hub answers to those who ask too often.
const TOO_MANY: &str = r#"{"errors":[{"code":"TOOMANYREQUESTS","message":"slow down"}]}"#;

/// What distribution 2.8 answers when another push of the same layer to the same repository is just being linked.
const REFUSAL: &str = r#"{"errors":[{"code":"MANIFEST_BLOB_UNKNOWN","message":"blob unknown to registry","detail":"sha256:0"}]}"#;

impl Proxy {
    /// Before that registry; the put of tag number `hold_from`, counted from 1, does not go through.
    pub fn before(registry: &str, hold_from: Option<usize>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener.local_addr().expect("its address").to_string();
        let shared = Arc::new(Shared { state: Mutex::new(State { hold_from, ..State::default() }), changed: Condvar::new() });
        let (registry, for_all) = (registry.to_owned(), Arc::clone(&shared));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if for_all.lock().is_cut {
                    continue;
                }
                let Ok(server) = TcpStream::connect(&registry) else { return };
                let (back_from, back_to) = (server.try_clone().expect("a handle"), client.try_clone().expect("a handle"));
                let shared = Arc::clone(&for_all);
                thread::spawn(move || forward(client, server, |bytes| shared.watch(bytes)));
                thread::spawn(move || forward(back_from, back_to, |_| Fate::Through));
            }
        });
        Self { address, shared }
    }

    /// The tags that were put so far, in order, held ones too.
    pub fn puts(&self) -> Vec<String> {
        self.shared.lock().puts.clone()
    }

    /// Waits until that many tags were put.
    #[track_caller]
    pub fn wait_for_puts(&self, count: usize, limit: Duration) {
        let end = Instant::now() + limit;
        while self.puts().len() < count {
            assert!(Instant::now() < end, "expected {count} tags to be put within {} s: {:?}", limit.as_secs(), self.puts());
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Refuses the next so many manifests that are put by digest, and between the first and the last of them uploads too.
    pub fn refuse_manifests(&self, count: usize, refusal: Refusal) {
        let mut state = self.shared.lock();
        (state.refusals, state.refusal) = (count, refusal);
    }

    /// Denies every upload from now on, as a registry does to those who may read and not write.
    pub fn allow_reading_only(&self) {
        self.shared.lock().is_read_only = true;
    }

    /// Whether it has refused all that it shall.
    pub fn has_refused(&self) -> bool {
        self.shared.lock().refusals == 0
    }

    /// Closes what is held, and every connection that is made from now on.
    pub fn cut(&self) {
        let mut state = self.shared.lock();
        state.is_cut = true;
        state.hold_from = None;
        self.shared.changed.notify_all();
    }

    /// Closes what is held, and lets everything through from now on.
    pub fn mend(&self) {
        self.cut();
        self.shared.lock().is_cut = false;
    }
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes down a put of a tag, and does not come back while it is held.
    fn watch(&self, bytes: &[u8]) -> Fate {
        let mut state = self.lock();
        // A connection that was kept open is cut like a new one.
        if state.is_cut {
            return Fate::Lost;
        }
        if state.is_read_only && bytes.starts_with(b"POST /v2/") {
            return Fate::Refused(Refusal::Denied);
        }
        let of_uploads = state.refusal.of_uploads().filter(|_| state.has_begun && state.refusals > 0);
        if let Some(refusal) = of_uploads.filter(|_| bytes.starts_with(b"POST /v2/")) {
            return Fate::Refused(refusal);
        }
        let Some(reference) = put_of_manifest(bytes) else { return Fate::Through };
        if reference.starts_with("sha256:") {
            let refused = state.refusals > 0;
            state.has_begun |= refused;
            state.refusals = state.refusals.saturating_sub(1);
            return if refused { Fate::Refused(state.refusal) } else { Fate::Through };
        }
        state.puts.push(reference);
        let number = state.puts.len();
        if state.hold_from.is_none_or(|from| number < from) {
            return Fate::Through;
        }
        while state.hold_from.is_some() {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        Fate::Lost
    }
}

/// The reference of `PUT /v2/NAME/manifests/REFERENCE`. A request's head comes in one piece on loopback.
fn put_of_manifest(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(2048))?).into_owned();
    let path = head.strip_prefix("PUT ")?.split(' ').next()?;
    path.split_once("/manifests/").map(|(_, reference)| reference.to_owned())
}

fn forward(mut from: TcpStream, mut to: TcpStream, watch: impl Fn(&[u8]) -> Fate) {
    let mut part = vec![0; 64 << 10];
    while let Ok(count @ 1..) = from.read(&mut part) {
        let fate = watch(&part[..count]);
        let answer = match fate {
            Fate::Refused(refusal) => Some(refusal.answer()),
            Fate::Through | Fate::Lost => None,
        };
        if let Some((status, body)) = answer {
            let head = format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\nConnection: close");
            // A client that went away needs no answer.
            let _ = write!(from, "{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        }
        if fate != Fate::Through || to.write_all(&part[..count]).is_err() {
            break;
        }
    }
    // Either side may be gone already.
    let _ = (to.shutdown(Shutdown::Both), from.shutdown(Shutdown::Both));
}
