//! A server of a test's own, under a shell that ends it when the test lets go of it, or is killed.
#![expect(clippy::panic, reason = "a test fails by panicking")]

use super::command::Command;
use camino::{Utf8Path, Utf8PathBuf};
use std::{
    fs,
    net::{Ipv4Addr, TcpListener, TcpStream},
    process::Child,
    thread,
    time::{Duration, Instant},
};

const GUARD: &str = r#""$@" & read -r _; kill $!; wait"#;

/// A server; it ends when this is dropped.
#[derive(Debug)]
pub struct Daemon {
    guard: Child,
}

impl Daemon {
    /// Starts a server that listens on that port of loopback.
    ///
    /// # Panics
    /// It does not listen within twenty seconds.
    pub fn start(program: &[&str], port: u16, dir: &Utf8Path) -> Self {
        let log: Utf8PathBuf = dir.join(format!("daemon-{port}.log"));
        let guard = Command::new("sh").args(["-c", GUARD, "guard"]).args(program).start_logged(&log);
        let daemon = Self { guard };
        let begun = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            let late = begun.elapsed() > Duration::from_secs(20);
            assert!(!late, "`{}` does not listen on port {port}:\n{}", program.join(" "), fs::read_to_string(&log).unwrap_or_default());
            thread::sleep(Duration::from_millis(20));
        }
        daemon
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
    }
}

/// A port of loopback where nobody listens.
///
/// # Panics
/// There is none.
pub fn free_port() -> u16 {
    let bound = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
    bound.map_or_else(|error| panic!("no free port on loopback: {error}"), |address| address.port())
}
