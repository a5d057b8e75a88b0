//! A registry behind a bad line: one request of all, or every one from there on, goes wrong.

mod http;

use http::{Message, read};
use std::{
    io::Write as _,
    net::{Ipv4Addr, Shutdown, TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The connection ends before the request arrives.
    Reset,
    /// The request arrives, and the connection ends before the answer.
    AnswerLost,
    ServerError,
    TooMany,
    Unauthorised,
    /// The answer ends in its middle.
    Truncated,
    /// Another digest, and content that has another one.
    WrongDigest,
    /// No answer for longer than anybody waits.
    Hang,
}

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spell {
    Once,
    /// Every request from that one on.
    Lasting,
}

/// Lines to several registries whose requests are counted together.
#[derive(Debug, Clone, Default)]
pub struct Lines(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    seen: Vec<String>,
    plan: Option<Plan>,
    /// How many requests that the plan is about were seen.
    counted: usize,
    hit: Option<String>,
}

/// Which request goes wrong, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Among those of this shape; of all, if there is none.
    pub of: Option<String>,
    /// Its number among them, counted from 0.
    pub at: usize,
    pub fault: Fault,
    pub spell: Spell,
}

impl State {
    /// Notes a request; what becomes of it.
    fn note(&mut self, line: String) -> Option<Fault> {
        self.seen.push(line.clone());
        let Plan { of, at, fault, spell } = self.plan.as_ref()?;
        if of.as_ref().is_some_and(|of| *of != shape(&line)) {
            return None;
        }
        let number = self.counted;
        self.counted += 1;
        if number != *at && (*spell == Spell::Once || number < *at) {
            return None;
        }
        self.hit.get_or_insert(line);
        Some(*fault)
    }
}

/// What a request is, without names and digests.
pub fn shape(line: &str) -> String {
    let mut words = line.split(' ');
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let asker = line.rsplit(' ').next().unwrap_or_default();
    let kinds = ["/manifests/sha256:", "/manifests/", "/blobs/sha256:", "/blobs/uploads/", "/referrers/", "/tags/list"];
    let kind = kinds.into_iter().find(|kind| path.contains(kind)).unwrap_or(path);
    format!("{method} {kind} {asker}")
}

/// What `Hang` waits for: a little longer than the client's time-out.
const LONG: Duration = Duration::from_secs(32);

impl Lines {
    /// A line to that registry; the address at its near end.
    pub fn to(&self, registry: &str) -> String {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener.local_addr().expect("its address").to_string();
        let (registry, lines) = (registry.to_owned(), self.clone());
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (registry, lines) = (registry.clone(), lines.clone());
                thread::spawn(move || lines.carry(client, &registry));
            }
        });
        address
    }

    /// Begins to count anew; that request goes wrong.
    pub fn plan(&self, plan: Option<Plan>) {
        *self.lock() = State { plan, ..State::default() };
    }

    /// The request that went wrong, the first of them.
    pub fn hit(&self) -> Option<String> {
        self.lock().hit.clone()
    }

    /// The requests since: method, path, of which registry, and who asked.
    pub fn seen(&self) -> Vec<String> {
        self.lock().seen.clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One request per connection, which HTTP/1.1 allows a server to insist on.
    fn carry(&self, mut client: TcpStream, registry: &str) {
        let Some(mut request) = read(&client, None) else { return };
        let fault = {
            let asker = request.header("user-agent").unwrap_or_default().split(['/', ' ']).next().unwrap_or_default().to_owned();
            let line = request.line().trim_end_matches(" HTTP/1.1").to_owned();
            self.lock().note(format!("{line} {registry} {asker}"))
        };
        let refusal = match fault {
            Some(Fault::Reset) => return drop(client.shutdown(Shutdown::Both)),
            Some(Fault::Hang) => return thread::sleep(LONG),
            Some(Fault::ServerError) => Some(("500 Internal Server Error", "UNKNOWN", "")),
            Some(Fault::TooMany) => Some(("429 Too Many Requests", "TOOMANYREQUESTS", "Retry-After: 0\r\n")),
            Some(Fault::Unauthorised) => Some(("401 Unauthorized", "UNAUTHORIZED", "")),
            Some(Fault::AnswerLost | Fault::Truncated | Fault::WrongDigest) | None => None,
        };
        if let Some((status, code, header)) = refusal {
            let body = format!("{{\"errors\":[{{\"code\":\"{code}\",\"message\":\"the line is bad\"}}]}}");
            let length = body.len();
            let head = format!(
                "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nConnection: close\r\n{header}Content-Length: {length}\r\n\r\n"
            );
            let body = if request.is_head() { "" } else { &body };
            return drop(client.write_all(format!("{head}{body}").as_bytes()));
        }
        let Ok(mut server) = TcpStream::connect(registry) else { return };
        request.set("connection", "close");
        let sent = server.write_all(&request.bytes());
        let Some(mut answer) = sent.ok().and_then(|()| read(&server, Some(&request))) else { return };
        answer.set("connection", "close");
        match fault {
            Some(Fault::AnswerLost) => {}
            Some(Fault::Truncated) => drop(client.write_all(&truncated(&answer))),
            Some(Fault::WrongDigest) => drop(client.write_all(&altered(answer).bytes())),
            _ => drop(client.write_all(&answer.bytes())),
        }
        drop(client.shutdown(Shutdown::Write));
    }
}

fn truncated(answer: &Message) -> Vec<u8> {
    let bytes = answer.bytes();
    let half = if answer.body.is_empty() { bytes.len() / 2 } else { bytes.len() - answer.body.len().div_ceil(2) };
    bytes[..half].to_vec()
}

fn altered(mut answer: Message) -> Message {
    if answer.header("docker-content-digest").is_some() {
        answer.set("docker-content-digest", "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
    if let Some(last) = answer.body.last_mut() {
        *last ^= 1;
    }
    answer
}
