//! As much of HTTP/1.1 as a line to a registry needs.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    net::TcpStream,
};

/// A request or an answer, whole.
#[derive(Debug)]
pub struct Message {
    lines: Vec<String>,
    pub body: Vec<u8>,
}

impl Message {
    pub fn line(&self) -> &str {
        &self.lines[0]
    }

    pub fn is_head(&self) -> bool {
        self.line().starts_with("HEAD ")
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.lines[1..].iter().filter_map(|line| line.split_once(':'));
        headers.find(|(header, _)| header.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    pub fn set(&mut self, name: &str, value: &str) {
        self.lines.retain(|line| !line.split_once(':').is_some_and(|(header, _)| header.eq_ignore_ascii_case(name)));
        self.lines.push(format!("{name}: {value}"));
    }

    pub fn bytes(&self) -> Vec<u8> {
        [format!("{}\r\n\r\n", self.lines.join("\r\n")).as_bytes(), &self.body].concat()
    }
}

/// A request, or the answer to one; nothing if the connection ends before.
pub fn read(stream: &TcpStream, request: Option<&Message>) -> Option<Message> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut lines: Vec<String> = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        lines.push(line.to_owned());
    }
    let mut message = Message { lines, body: Vec::new() };
    let status = message.line().split(' ').nth(1).unwrap_or_default().to_owned();
    let has_none = request.is_some_and(|request| request.is_head() || matches!(status.as_str(), "204" | "304"));
    if has_none {
        return Some(message);
    }
    if message.header("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
        message.body = chunks(&mut reader)?;
        message.lines.retain(|line| !line.to_ascii_lowercase().starts_with("transfer-encoding:"));
        message.set("content-length", &message.body.len().to_string());
        return Some(message);
    }
    match message.header("content-length").and_then(|length| length.parse().ok()) {
        Some(length) => drop(reader.take(length).read_to_end(&mut message.body).ok()?),
        // An answer without a length ends where the connection does.
        None if request.is_some() => drop(reader.read_to_end(&mut message.body).ok()?),
        None => {}
    }
    Some(message)
}

fn chunks(reader: &mut BufReader<TcpStream>) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let size = u64::from_str_radix(line.trim().split(';').next()?, 16).ok()?;
        reader.take(size).read_to_end(&mut body).ok()?;
        reader.read_line(&mut line).ok()?;
        if size == 0 {
            return Some(body);
        }
    }
}
