//! The binary as a cluster runs it.

use std::env::consts::ARCH;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

const VERSION: &str = env!("CARGO_PKG_VERSION");

fn exporter() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_system-info-exporter"));
    command.env_remove("PORT");
    command
}

/// A running exporter; dropping it ends the process.
struct Running {
    process: Child,
    address: String,
}

impl Running {
    /// Starts on a free port, and learns it from the line that the exporter prints.
    fn start() -> Self {
        let mut process = exporter().args(["--port", "0"]).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stderr.take().unwrap()).read_line(&mut line).unwrap();
        let start = format!("system-info-exporter: {VERSION} ({ARCH}) listens on http://0.0.0.0:");
        let port = line.trim_end().strip_prefix(&start).unwrap_or_else(|| panic!("{line}"));
        Self { process, address: format!("127.0.0.1:{port}") }
    }

    fn ask(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "{request} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        response
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn version_names_the_architecture() {
    let output = exporter().arg("--version").output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("system-info-exporter {VERSION} ({ARCH})\n"));
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn wrong_usage_exits_2_on_stderr() {
    let flag = exporter().arg("--prot").output().unwrap();
    let env = exporter().env("PORT", "http").output().unwrap();
    for output in [flag, env] {
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty() && output.stderr.starts_with(b"system-info-exporter: "));
    }
}

/// Needs Linux, as the exporter does.
#[cfg(target_os = "linux")]
#[test]
fn metrics_come_from_this_machine() {
    let exporter = Running::start();
    let response = exporter.ask("GET /metrics");
    assert!(response.starts_with("HTTP/1.1 200 OK\r\n"), "{response}");
    assert!(response.contains("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"), "{response}");
    assert!(response.contains(&format!("\nsystem_info{{arch=\"{ARCH}\",kernel=\"")), "{response}");
    assert!(response.contains("\nsystem_uptime_seconds "), "{response}");
}

#[test]
fn probes_and_strangers_are_answered() {
    let exporter = Running::start();
    assert!(exporter.ask("GET /healthz").ends_with("\r\n\r\nok\n"));
    assert!(exporter.ask("HEAD /healthz").ends_with("\r\n\r\n"));
    assert!(exporter.ask("GET /").starts_with("HTTP/1.1 404 "));
    assert!(exporter.ask("POST /metrics").starts_with("HTTP/1.1 405 "));
}

#[test]
fn a_taken_port_exits_1() {
    let running = Running::start();
    let port = running.address.split_once(':').unwrap().1;
    let output = exporter().args(["--port", port]).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.starts_with(&format!("system-info-exporter: failed to serve on port {port}: ")), "{stderr}");
    assert_eq!(output.status.code(), Some(1));
}
