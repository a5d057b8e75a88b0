//! A token server as the distribution project specifies it: signs what one user, or who has its identity token, may do.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use rustls::{
    SignatureScheme,
    crypto::ring,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    sign::SigningKey,
};
use serde_json::{Value, json};
use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::{SystemTime, UNIX_EPOCH},
};

/// The certificates of the registry's client tests: the leaf signs, and the registry trusts its authority.
const CERTIFICATE: &[u8] = include_bytes!("../../../../crates/oci/tests/data/tls/server.der");
const KEY: &[u8] = include_bytes!("../../../../crates/oci/tests/data/tls/server.key.der");
pub const AUTHORITY: &str = include_str!("../../../../crates/oci/tests/data/tls/authority.pem");

/// What the registry and the tokens call each other.
pub const SERVICE: &str = "harbour";
pub const ISSUER: &str = "customs";

/// A token server; it ends with the test's process.
#[derive(Debug)]
pub struct TokenServer {
    /// `host:port` on loopback.
    pub address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl TokenServer {
    /// Who has this `user:password` in base64, or this identity token, gets what it asks for.
    pub fn start(basic: &'static str, identity: &'static str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener.local_addr().expect("its address").to_string();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                thread::spawn(move || serve(stream, basic, identity, &shared));
            }
        });
        Self { address, asked }
    }

    /// What was asked for so far: how, and the scopes.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn serve(mut stream: TcpStream, basic: &str, identity: &str, asked: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(stream.try_clone().expect("a handle"));
    let (mut head, mut length, mut authorization) = (String::new(), 0, String::new());
    reader.read_line(&mut head).expect("a request");
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a header");
        let Some((name, value)) = line.trim().split_once(':') else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().expect("a length"),
            "authorization" => value.trim().clone_into(&mut authorization),
            _ => {}
        }
    }
    let mut body = String::new();
    reader.take(length).read_to_string(&mut body).expect("a body");
    let target = head.split(' ').nth(1).unwrap_or_default().to_owned();
    let is_post = head.starts_with("POST ");
    let fields = if is_post { body } else { target.split_once('?').map_or(String::new(), |(_, query)| query.to_owned()) };
    let values = |name: &str| -> Vec<String> {
        let of_name = fields.split('&').filter_map(|pair| pair.split_once('=')).filter(|(key, _)| *key == name);
        of_name.map(|(_, value)| decoded(value)).collect()
    };
    // A client may put several scopes into one parameter (RFC 6749, section 3.3).
    let scopes: Vec<String> = values("scope").iter().flat_map(|scope| scope.split(' ')).map(str::to_owned).collect();
    let is_known = if is_post { values("refresh_token") == [identity] } else { authorization == format!("Basic {basic}") };
    let how = if is_post { "identity" } else { "basic" };
    asked.lock().unwrap_or_else(PoisonError::into_inner).push(format!("{how} {}", scopes.join(" ")));
    let (status, answer) = if is_known && values("service") == [SERVICE] {
        let token = token(&scopes);
        ("200 OK", json!({"token": token, "access_token": token, "expires_in": 300}))
    } else {
        ("401 Unauthorized", json!({"errors": [{"code": "UNAUTHORIZED", "message": "who are you?"}]}))
    };
    let answer = answer.to_string();
    // A client that went away needs no answer.
    let _ = write!(stream, "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{answer}", answer.len());
}

/// Signed with ES256, the certificate within (RFC 7515, section 4.1.6).
fn token(scopes: &[String]) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs();
    let access: Vec<Value> = scopes.iter().filter_map(|scope| access(scope)).collect();
    let head = json!({"typ": "JWT", "alg": "ES256", "x5c": [STANDARD.encode(CERTIFICATE)]});
    let claims = json!({
        "iss": ISSUER, "aud": SERVICE, "sub": "ship", "jti": now.to_string(), "iat": now, "nbf": now - 10, "exp": now + 300, "access": access,
    });
    let signed = [head, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string())).join(".");
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(KEY.to_vec()));
    let key: Arc<dyn SigningKey> = ring::sign::any_ecdsa_type(&key).expect("a key");
    let algorithm = key.choose_scheme(&[SignatureScheme::ECDSA_NISTP256_SHA256]).expect("a P-256 key");
    let signature = plain(&algorithm.sign(signed.as_bytes()).expect("a signature"));
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// `repository:NAME:ACTIONS` as a claim.
fn access(scope: &str) -> Option<Value> {
    let (kind, rest) = scope.split_once(':')?;
    let (name, actions) = rest.rsplit_once(':')?;
    Some(json!({"type": kind, "name": name, "actions": actions.split(',').collect::<Vec<_>>()}))
}

/// The two numbers of an ECDSA signature in 32 bytes each, out of the DER that TLS has.
fn plain(der: &[u8]) -> Vec<u8> {
    let mut rest = &der[2..];
    let mut plain = Vec::new();
    for _ in 0..2 {
        let length = usize::from(rest[1]);
        let number: Vec<u8> = rest[2..2 + length].iter().copied().skip_while(|byte| *byte == 0).collect();
        plain.resize(plain.len() + 32 - number.len(), 0);
        plain.extend(number);
        rest = &rest[2 + length..];
    }
    plain
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let digits: String = if byte == b'%' { rest.by_ref().take(2).map(char::from).collect() } else { String::new() };
        bytes.push(match byte {
            b'%' => u8::from_str_radix(&digits, 16).expect("two digits"),
            b'+' => b' ',
            other => other,
        });
    }
    String::from_utf8(bytes).expect("text")
}
