//! Just enough HTTP to ask a local daemon whether it is there: a Docker client call costs 0.1 s, this 1 ms.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use camino::Utf8Path;

const TIMEOUT: Duration = Duration::from_secs(5);
const ACCEPT: &str = "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json";

/// GET over a Unix socket: the body of a 200 answer.
pub fn unix(socket: &Utf8Path, path: &str) -> Option<String> {
    let stream = UnixStream::connect(socket).ok()?;
    stream.set_read_timeout(Some(TIMEOUT)).ok()?;
    get(stream, path)
}

/// GET from a port on loopback: the body of a 200 answer.
pub fn loopback(port: u16, path: &str) -> Option<String> {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()?;
    stream.set_read_timeout(Some(TIMEOUT)).ok()?;
    get(stream, path)
}

/// HTTP/1.0, so that the answer ends with the connection and is never chunked.
fn get(mut stream: impl Read + Write, path: &str) -> Option<String> {
    write!(stream, "GET {path} HTTP/1.0\r\nHost: localhost\r\nAccept: {ACCEPT}\r\n\r\n").ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let answer = String::from_utf8_lossy(&answer);
    let (head, body) = answer.split_once("\r\n\r\n")?;
    (head.split_whitespace().nth(1) == Some("200")).then(|| body.to_owned())
}
