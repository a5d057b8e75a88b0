//! Another host that keeps a registry's blobs, as object storage does: the registry redirects to it.

use camino::Utf8PathBuf;
use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

/// Files below a folder by HTTP; it ends with the test's process.
#[derive(Debug)]
pub struct StorageHost {
    /// Its address, with a name of loopback that is not the registry's.
    pub url: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl StorageHost {
    pub fn of(folder: Utf8PathBuf) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let url = format!("http://localhost:{}", listener.local_addr().expect("its address").port());
        let heads = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::clone(&heads);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (folder, shared) = (folder.clone(), Arc::clone(&shared));
                thread::spawn(move || serve(stream, &folder, &shared));
            }
        });
        Self { url, heads }
    }

    /// The heads of the requests that came, in lower case.
    pub fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn serve(mut stream: TcpStream, folder: &Utf8PathBuf, heads: &Mutex<Vec<String>>) {
    let reader = BufReader::new(stream.try_clone().expect("a handle"));
    let lines = reader.lines().map_while(Result::ok).take_while(|line| !line.is_empty());
    let head: Vec<String> = lines.collect();
    heads.lock().unwrap_or_else(PoisonError::into_inner).push(head.join("\n").to_ascii_lowercase());
    let mut words = head.first().map(String::as_str).unwrap_or_default().split(' ');
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let path = path.split('?').next().unwrap_or_default().trim_start_matches('/');
    let (status, bytes) = fs::read(folder.join(path)).map_or(("404 Not Found", Vec::new()), |bytes| ("200 OK", bytes));
    // A client that went away needs no answer.
    let _ = write!(stream, "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", bytes.len());
    if method != "HEAD" {
        let _ = stream.write_all(&bytes);
    }
}
