//! HTTP/1.0, one request per connection, bodies of at most 4 KiB.

use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

const LIMIT: u64 = 4096;
const PATIENCE: Duration = Duration::from_secs(5);

/// What a client asks.
#[derive(Debug)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub body: String,
}

impl Request {
    /// The one request of a connection.
    pub fn read(stream: &TcpStream) -> io::Result<Self> {
        stream.set_read_timeout(Some(PATIENCE))?;
        let mut reader = BufReader::new(stream.take(2 * LIMIT));
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            match line.trim_end() {
                "" => break,
                line => lines.push(line.to_owned()),
            }
        }
        let bad = |message: &str| io::Error::new(io::ErrorKind::InvalidData, message.to_owned());
        let mut words = lines.first().ok_or_else(|| bad("no request"))?.split(' ').map(str::to_owned);
        let (Some(method), Some(path)) = (words.next(), words.next()) else { return Err(bad("no request line")) };
        let headers = lines.iter().filter_map(|line| line.split_once(':'));
        let length = headers
            .filter(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            .find_map(|(_, value)| value.trim().parse().ok());
        let length: u64 = length.unwrap_or(0);
        if length > LIMIT {
            return Err(bad("the body is too long"));
        }
        let mut body = String::new();
        reader.take(length).read_to_string(&mut body)?;
        Ok(Self { method, path, body })
    }
}

/// What a server says.
#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub body: String,
}

impl Answer {
    pub fn write(&self, mut stream: &TcpStream) -> io::Result<()> {
        let kind = if self.body.starts_with(['{', '[']) { "application/json" } else { "text/plain" };
        // The UI is served from another port, so a browser asks whether it may read this.
        write!(
            stream,
            "HTTP/1.0 {} \r\nContent-Type: {kind}\r\nContent-Length: {}\r\nAccess-Control-Allow-Origin: *\r\n\r\n{}",
            self.status,
            self.body.len(),
            self.body
        )
    }
}

/// Sends a text to `host:port`, and gives the answer.
pub fn post(host: &str, path: &str, body: &str) -> io::Result<Answer> {
    let mut stream = TcpStream::connect(host)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(stream, "POST {path} HTTP/1.0\r\nHost: {host}\r\nContent-Length: {}\r\n\r\n{body}", body.len())?;
    let mut text = String::new();
    stream.take(2 * LIMIT).read_to_string(&mut text)?;
    let bad = || io::Error::new(io::ErrorKind::InvalidData, "no HTTP answer");
    let (head, body) = text.split_once("\r\n\r\n").ok_or_else(bad)?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(bad)?;
    Ok(Answer { status, body: body.to_owned() })
}
