//! A proxy that tunnels every host to one registry.

use super::FakeRegistry;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A proxy; what it was asked for, the lines of a request that matter.
pub struct Proxy {
    pub address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    pub fn before(fake: &FakeRegistry) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (shared, behind) = (Arc::clone(&asked), fake.registry().host().to_owned());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (shared, behind) = (Arc::clone(&shared), behind.clone());
                thread::spawn(move || tunnel(stream, &behind, &shared));
            }
        });
        Self { address, asked }
    }

    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

fn tunnel(mut client: TcpStream, behind: &str, asked: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(client.try_clone().unwrap());
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 || line.trim().is_empty() {
            break;
        }
        lines.push(line.trim().to_owned());
    }
    let basic = lines.iter().find(|line| line.to_ascii_lowercase().starts_with("proxy-authorization")).map_or("", |_| " +auth");
    asked.lock().unwrap().push(format!("{}{basic}", lines[0].trim_end_matches(" HTTP/1.1")));
    client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
    let server = TcpStream::connect(behind).unwrap();
    let (mut from, mut to) = (server.try_clone().unwrap(), client.try_clone().unwrap());
    thread::spawn(move || std::io::copy(&mut from, &mut to));
    let _ = std::io::copy(&mut reader, &mut &server);
}
